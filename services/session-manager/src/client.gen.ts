// Generated from the OpenAPI document by `npm run generate`; do not edit.

export interface paths {
    "/request-tokens/jwks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getRequestTokenKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listSessions"];
        put?: never;
        post: operations["createSession"];
        delete: operations["deleteProjectSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{sessionId}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["stopSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listRuns"];
        put?: never;
        post: operations["startRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{runId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{runId}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["stopRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{runId}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Server-sent events after a sequence number: `id: <sequence>` and `data: <event>`, first from the log, then live, until the run's last event. A comment line keeps the connection alive. */
        get: operations["followRun"];
        put?: never;
        post: operations["appendEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{sessionId}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/request-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["mintRequestToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/request-tokens/{jti}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["revokeRequestToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{runId}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["appendHistory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{runId}/lease": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["renewLease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{runId}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["endRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        LaunchInput: {
            projectId: string;
            versionId: string;
            versionTag: string;
            bundle: {
                digest: string;
                sizeBytes: number;
                url: string;
            };
            env: {
                [key: string]: string;
            };
            llm: {
                /** @enum {string} */
                apiType: "openai_chat_completion" | "openai_responses" | "anthropic_chat_completion" | "gemini_rest";
                model: string;
                models: string[];
            };
            sandbox: {
                profile: string;
            };
        };
        ResolvedVersionInput: {
            projectId: string;
            versionId: string;
            tag: string;
            agents: string[];
        };
        ProviderAccessInput: {
            name: string;
            /** @enum {string} */
            apiType: "openai_chat_completion" | "openai_responses" | "anthropic_chat_completion" | "gemini_rest";
            baseUrl: string;
            apiKey: string;
            model: string;
            custom: boolean;
        };
        BundleReportInput: {
            ok: boolean;
            issues: {
                code: string;
                file: string;
                message: string;
            }[];
            warnings: {
                code: string;
                file: string;
                message: string;
            }[];
            agents: {
                name: string;
                file: string;
                description: string | null;
                model: string | null;
                systemPrompt: string;
                tools: {
                    name: string;
                    description: string;
                    inputSchema: {
                        [key: string]: unknown;
                    };
                    binding: string | null;
                    file: string;
                }[];
                skills: {
                    name: string;
                    description: string;
                    folder: string;
                }[];
                subAgents: string[];
            }[];
        };
        MessageInput: {
            id: string;
            /** @enum {string} */
            role: "system" | "user" | "FRAMEWORK" | "assistant" | "tool";
            content: ({
                /** @constant */
                type: "text";
                text: string;
            } | {
                /** @constant */
                type: "image";
                url?: string | undefined;
                base64?: string | undefined;
                /** @default image/jpeg */
                mime_type?: string | undefined;
                /**
                 * @default auto
                 * @enum {string}
                 */
                detail?: ("low" | "high" | "auto") | undefined;
            } | {
                /** @constant */
                type: "reasoning";
                text: string;
                signature?: string | undefined;
                redacted_data?: string | undefined;
            } | {
                /** @constant */
                type: "tool_use";
                id: string;
                name: string;
                input: {
                    [key: string]: unknown;
                };
                raw_input?: string | undefined;
            } | {
                /** @constant */
                type: "tool_result";
                tool_use_id: string;
                content: string | ({
                    /** @constant */
                    type: "text";
                    text: string;
                } | {
                    /** @constant */
                    type: "image";
                    url?: string | undefined;
                    base64?: string | undefined;
                    /** @default image/jpeg */
                    mime_type?: string | undefined;
                    /**
                     * @default auto
                     * @enum {string}
                     */
                    detail?: ("low" | "high" | "auto") | undefined;
                })[];
                /** @default false */
                is_error?: boolean | undefined;
                raw_output?: unknown | undefined;
            })[];
            /** @default {} */
            metadata?: {
                [key: string]: unknown;
            } | undefined;
            created_at: string;
        };
        RunInput: {
            id: string;
            sessionId: string;
            projectId: string;
            distinctId: string;
            versionId: string;
            versionTag: string;
            agent: string;
            source: string;
            lane: string | null;
            /** @enum {string} */
            state: "queued" | "running" | "stopping" | "finished" | "stopped" | "failed" | "interrupted";
            stopReason: string | null;
            result: string | null;
            error: {
                code: string;
                message: string;
            } | null;
            usage: {
                input_tokens: number;
                completion_tokens: number;
                reasoning_tokens: number;
                total_tokens: number;
                cache_creation_tokens: number;
                cache_read_tokens: number;
                input_tokens_uncached: number;
            };
            lastSequence: number;
            attempt: number;
            /** Format: date-time */
            createdAt: string;
            endedAt: string | null;
        };
        RunAssignmentInput: {
            run: components["schemas"]["RunInput"];
            launch: components["schemas"]["LaunchInput"];
            variables: {
                /** @default {} */
                template?: {
                    [key: string]: string;
                } | undefined;
                /** @default {} */
                runtime_vars?: {
                    [key: string]: string;
                } | undefined;
                /** @default {} */
                sandbox_env?: {
                    [key: string]: string;
                } | undefined;
            };
            history: components["schemas"]["MessageInput"][];
            newMessages: components["schemas"]["MessageInput"][];
            sessionState: {
                agentId: string;
                context: {
                    [key: string]: unknown;
                };
                globalStorage: {
                    [key: string]: unknown;
                };
            };
            requestToken: string;
            leaseTtlMs: number;
            completedIterations: number;
            nextSequence: number;
            traceparent: string | null;
        };
        SandboxInput: {
            id: string;
            projectId: string;
            sessionId: string | null;
            profile: string;
            driver: string;
            /** @enum {string} */
            state: "starting" | "running" | "paused" | "stopped";
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            agentDir: string | null;
            homeDir: string;
            accessToken: string;
        };
        NetworkPolicyInput: {
            /** @enum {string} */
            egress: "none" | "limited" | "open";
            /** @default [] */
            allow?: string[] | undefined;
            /** @default [] */
            deny?: string[] | undefined;
        };
        SandboxConnectionInput: {
            /** Format: date-time */
            openedAt: string;
            closedAt: string | null;
            host: string;
            port: number;
            /** @enum {string} */
            protocol: "http" | "connect" | "socks5" | "direct";
            address: string | null;
            refusal: string | null;
            bytesSent: number;
            bytesReceived: number;
        };
        SessionInput: {
            id: string;
            projectId: string;
            distinctId: string;
            title: string | null;
            source: string;
            runCount: number;
            activeRunId: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        ProblemInput: {
            type: string;
            title: string;
            status: number;
            detail: string;
            code: string;
            errors?: {
                path: string;
                message: string;
            }[] | undefined;
            request_id?: string | undefined;
        };
        UserInput: {
            id: string;
            email: string;
            name: string;
            /** @enum {string} */
            role: "admin" | "user";
        };
        RegisterRequestInput: {
            email: string;
            password: string;
            /** @default  */
            name?: string | undefined;
        };
        LoginRequestInput: {
            email: string;
            password: string;
        };
        SignedInInput: {
            user: components["schemas"]["UserInput"];
        };
        ArtifactInput: {
            id: string;
            /** @enum {string} */
            state: "pending" | "ready" | "failed" | "expired";
            content_type: string;
            size: number;
            sha256: string | null;
            reason: string | null;
            /** Format: date-time */
            created_at: string;
            confirmed_at: string | null;
        };
        CreateUploadUrlInput: {
            content_type: string;
            content_length: number;
        };
        UploadUrlInput: {
            upload_url: string;
            upload_headers: {
                [key: string]: string;
            };
            needs_confirm: boolean;
            /** Format: date-time */
            expires_at: string;
        };
        ConfirmUploadInput: {
            bundle_size: number;
            sha256?: string | undefined;
        };
        AuditEntryInput: {
            id: string;
            /** Format: date-time */
            at: string;
            action: string;
            user_id: string | null;
            user_email: string | null;
            token_id: string | null;
            project_id: string | null;
            target: string | null;
            detail: {
                [key: string]: unknown;
            };
            ip: string | null;
        };
        ChatRequestInput: {
            session_id: string;
            distinct_id: string;
            version_tag?: (string | null) | undefined;
            version_id?: (string | null) | undefined;
            messages: string | {
                /** @enum {string} */
                role: "user" | "assistant" | "system";
                content: string | ({
                    /** @constant */
                    type: "text";
                    text: string;
                } | {
                    /** @constant */
                    type: "image_url";
                    image_url: string | {
                        url: string;
                        /** @enum {string} */
                        detail?: ("low" | "high" | "auto") | undefined;
                    };
                })[];
            }[];
            /** @default true */
            stream?: boolean | undefined;
            /**
             * @default user
             * @enum {string}
             */
            source?: ("user" | "playground") | undefined;
            agent?: (string | null) | undefined;
            variables?: ({
                /** @default {} */
                template?: {
                    [key: string]: string;
                } | undefined;
                /** @default {} */
                runtime_vars?: {
                    [key: string]: string;
                } | undefined;
                /** @default {} */
                sandbox_env?: {
                    [key: string]: string;
                } | undefined;
            } | null) | undefined;
        };
        ChatAnswerInput: {
            /** @constant */
            status: "success";
            response: string;
            error: null;
            run_id: string;
            session_id: string;
            /** @enum {string} */
            state: "queued" | "running" | "stopping" | "finished" | "stopped" | "failed" | "interrupted";
            stop_reason: string | null;
            usage: {
                input_tokens: number;
                completion_tokens: number;
                reasoning_tokens: number;
                total_tokens: number;
                cache_creation_tokens: number;
                cache_read_tokens: number;
                input_tokens_uncached: number;
            };
        };
        CreateSessionRequestInput: {
            distinct_id: string;
        };
        CreateSessionResponseInput: {
            session_id: string;
            /** Format: date-time */
            created_at: string;
        };
        StopRequestInput: {
            session_id: string;
            distinct_id: string;
            version_tag?: (string | null) | undefined;
            version_id?: (string | null) | undefined;
            /** @default false */
            force?: boolean | undefined;
        };
        StopResponseInput: {
            /** @enum {string} */
            status: "success" | "noop";
        };
        EnvVarInput: {
            key: string;
            value: string;
            is_secret: boolean;
            /** Format: date-time */
            updated_at: string;
        };
        SetEnvVarInput: {
            key: string;
            value: string;
            /** @default false */
            is_secret?: boolean | undefined;
        };
        ReplaceEnvVarsInput: components["schemas"]["SetEnvVarInput"][] | {
            data: components["schemas"]["SetEnvVarInput"][];
        } | {
            env_vars: components["schemas"]["SetEnvVarInput"][];
        };
        UploadedFileInput: {
            path: string;
            name: string;
            size: number;
        };
        FileEntryInput: {
            path: string;
            name: string;
            /** @enum {string} */
            type: "file" | "directory" | "symlink";
            size: number;
            modified_at: string | null;
        };
        DeletedFileInput: {
            /** @constant */
            status: "success";
            path: string;
        };
        LlmConfigInput: {
            /** @constant */
            mode: "platform";
            provider: string;
            model: string;
        } | {
            /** @constant */
            mode: "custom";
            /** @enum {string} */
            api_type: "openai_chat_completion" | "openai_responses" | "anthropic_chat_completion" | "gemini_rest";
            base_url: string;
            model: string;
            has_api_key: boolean;
        };
        SetLlmConfigInput: {
            /** @constant */
            mode: "platform";
            provider: string;
            model: string;
        } | {
            /** @constant */
            mode: "custom";
            /**
             * @default openai_chat_completion
             * @enum {string}
             */
            api_type?: ("openai_chat_completion" | "openai_responses" | "anthropic_chat_completion" | "gemini_rest") | undefined;
            base_url: string;
            api_key?: (string | null) | undefined;
            model: string;
        };
        ObservedSessionInput: {
            id: string;
            distinct_id: string;
            title: string | null;
            source: string;
            run_count: number;
            active_run_id: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        ObservedRunInput: {
            id: string;
            session_id: string;
            distinct_id: string;
            version_id: string;
            version_tag: string;
            agent: string;
            source: string;
            /** @enum {string} */
            state: "queued" | "running" | "stopping" | "finished" | "stopped" | "failed" | "interrupted";
            stop_reason: string | null;
            result: string | null;
            error: {
                code: string;
                message: string;
            } | null;
            usage: {
                input_tokens: number;
                completion_tokens: number;
                reasoning_tokens: number;
                total_tokens: number;
                cache_creation_tokens: number;
                cache_read_tokens: number;
                input_tokens_uncached: number;
            };
            attempt: number;
            /** Format: date-time */
            created_at: string;
            ended_at: string | null;
        };
        PersonalAccessTokenInput: {
            id: string;
            name: string;
            project_ids: string[] | null;
            scopes: ("read" | "deploy" | "write")[];
            /** Format: date-time */
            created_at: string;
            expires_at: string | null;
            last_used_at: string | null;
        };
        CreateTokenInput: {
            name: string;
            /** @default null */
            expires_in?: (string | null) | undefined;
            /** @default null */
            project_ids?: (string[] | null) | undefined;
            /**
             * @default [
             *       "write"
             *     ]
             */
            scopes?: ("read" | "deploy" | "write")[] | undefined;
        };
        CreatedTokenInput: {
            id: string;
            name: string;
            project_ids: string[] | null;
            scopes: ("read" | "deploy" | "write")[];
            /** Format: date-time */
            created_at: string;
            expires_at: string | null;
            last_used_at: string | null;
            token: string;
        };
        ProjectInput: {
            id: string;
            name: string;
            description: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        CreateProjectInput: {
            name: string;
            description?: (string | null) | undefined;
        };
        UpdateProjectInput: {
            name?: string | undefined;
            description?: string | undefined;
        };
        CreatedProjectInput: {
            id: string;
            name: string;
            description: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            access_key: string;
            secret_key: string;
        };
        ProjectKeyInput: {
            id: string;
            name: string;
            access_key: string;
            /** Format: date-time */
            created_at: string;
            last_used_at: string | null;
        };
        CreateProjectKeyInput: {
            /** @default  */
            name?: string | undefined;
        } | null;
        CreatedProjectKeyInput: {
            id: string;
            name: string;
            access_key: string;
            /** Format: date-time */
            created_at: string;
            last_used_at: string | null;
            secret_key: string;
        };
        SandboxKeyInput: {
            id: string;
            hint: string;
            /** Format: date-time */
            created_at: string;
        };
        CreatedSandboxKeyInput: {
            id: string;
            hint: string;
            /** Format: date-time */
            created_at: string;
            api_key: string;
        };
        ProviderInput: {
            name: string;
            /** @enum {string} */
            api_type: "openai_chat_completion" | "openai_responses" | "anthropic_chat_completion" | "gemini_rest";
            models: string[];
        };
        TraceInput: {
            id: string;
            project_id: string;
            session_id: string;
            run_id: string;
            version_id: string;
            name: string;
            /** @enum {string} */
            status: "ok" | "error";
            /** Format: date-time */
            started_at: string;
            ended_at: string | null;
            span_count: number;
            total_tokens: number;
        };
        TraceSpanInput: {
            id: string;
            parent_id: string | null;
            name: string;
            kind: string;
            /** Format: date-time */
            started_at: string;
            ended_at: string | null;
            input: unknown;
            output: unknown;
            model: string | null;
            usage: {
                [key: string]: number;
            } | null;
            /** @enum {string} */
            status: "ok" | "error";
            status_message: string | null;
            attributes: {
                [key: string]: unknown;
            };
        };
        TraceDetailsInput: {
            id: string;
            project_id: string;
            session_id: string;
            run_id: string;
            version_id: string;
            name: string;
            /** @enum {string} */
            status: "ok" | "error";
            /** Format: date-time */
            started_at: string;
            ended_at: string | null;
            span_count: number;
            total_tokens: number;
            spans: components["schemas"]["TraceSpanInput"][];
        };
        VersionAgentInput: {
            name: string;
            file: string;
            description: string | null;
            model: string | null;
            system_prompt: string;
            tools: {
                name: string;
                description: string;
                input_schema: {
                    [key: string]: unknown;
                };
                binding: string | null;
                file: string;
            }[];
            skills: {
                name: string;
                description: string;
                folder: string;
            }[];
            sub_agents: string[];
        };
        VersionInput: {
            id: string;
            project_id: string;
            tag: string;
            /** @enum {string} */
            status: "inactive" | "activating" | "active" | "failed";
            status_reason: string | null;
            artifact: components["schemas"]["ArtifactInput"] | null;
            agents: string[];
            /** Format: date-time */
            created_at: string;
            activated_at: string | null;
        };
        VersionDetailsInput: {
            id: string;
            project_id: string;
            tag: string;
            /** @enum {string} */
            status: "inactive" | "activating" | "active" | "failed";
            status_reason: string | null;
            artifact: components["schemas"]["ArtifactInput"] | null;
            agents: string[];
            /** Format: date-time */
            created_at: string;
            activated_at: string | null;
            agent_details: components["schemas"]["VersionAgentInput"][];
            issues: {
                code: string;
                file: string;
                message: string;
            }[];
            warnings: {
                code: string;
                file: string;
                message: string;
            }[];
        };
        CreateVersionInput: {
            tag: string;
        };
        Launch: {
            projectId: string;
            versionId: string;
            versionTag: string;
            bundle: {
                digest: string;
                sizeBytes: number;
                url: string;
            };
            env: {
                [key: string]: string;
            };
            llm: {
                /** @enum {string} */
                apiType: "openai_chat_completion" | "openai_responses" | "anthropic_chat_completion" | "gemini_rest";
                model: string;
                models: string[];
            };
            sandbox: {
                profile: string;
            };
        };
        ResolvedVersion: {
            projectId: string;
            versionId: string;
            tag: string;
            agents: string[];
        };
        ProviderAccess: {
            name: string;
            /** @enum {string} */
            apiType: "openai_chat_completion" | "openai_responses" | "anthropic_chat_completion" | "gemini_rest";
            baseUrl: string;
            apiKey: string;
            model: string;
            custom: boolean;
        };
        BundleReport: {
            ok: boolean;
            issues: {
                code: string;
                file: string;
                message: string;
            }[];
            warnings: {
                code: string;
                file: string;
                message: string;
            }[];
            agents: {
                name: string;
                file: string;
                description: string | null;
                model: string | null;
                systemPrompt: string;
                tools: {
                    name: string;
                    description: string;
                    inputSchema: {
                        [key: string]: unknown;
                    };
                    binding: string | null;
                    file: string;
                }[];
                skills: {
                    name: string;
                    description: string;
                    folder: string;
                }[];
                subAgents: string[];
            }[];
        };
        Message: {
            id: string;
            /** @enum {string} */
            role: "system" | "user" | "FRAMEWORK" | "assistant" | "tool";
            content: ({
                /** @constant */
                type: "text";
                text: string;
            } | {
                /** @constant */
                type: "image";
                url?: string | undefined;
                base64?: string | undefined;
                /** @default image/jpeg */
                mime_type: string;
                /**
                 * @default auto
                 * @enum {string}
                 */
                detail: "low" | "high" | "auto";
            } | {
                /** @constant */
                type: "reasoning";
                text: string;
                signature?: string | undefined;
                redacted_data?: string | undefined;
            } | {
                /** @constant */
                type: "tool_use";
                id: string;
                name: string;
                input: {
                    [key: string]: unknown;
                };
                raw_input?: string | undefined;
            } | {
                /** @constant */
                type: "tool_result";
                tool_use_id: string;
                content: string | ({
                    /** @constant */
                    type: "text";
                    text: string;
                } | {
                    /** @constant */
                    type: "image";
                    url?: string | undefined;
                    base64?: string | undefined;
                    /** @default image/jpeg */
                    mime_type: string;
                    /**
                     * @default auto
                     * @enum {string}
                     */
                    detail: "low" | "high" | "auto";
                })[];
                /** @default false */
                is_error: boolean;
                raw_output?: unknown | undefined;
            })[];
            /** @default {} */
            metadata: {
                [key: string]: unknown;
            };
            created_at: string;
        };
        Run: {
            id: string;
            sessionId: string;
            projectId: string;
            distinctId: string;
            versionId: string;
            versionTag: string;
            agent: string;
            source: string;
            lane: string | null;
            /** @enum {string} */
            state: "queued" | "running" | "stopping" | "finished" | "stopped" | "failed" | "interrupted";
            stopReason: string | null;
            result: string | null;
            error: {
                code: string;
                message: string;
            } | null;
            usage: {
                input_tokens: number;
                completion_tokens: number;
                reasoning_tokens: number;
                total_tokens: number;
                cache_creation_tokens: number;
                cache_read_tokens: number;
                input_tokens_uncached: number;
            };
            lastSequence: number;
            attempt: number;
            /** Format: date-time */
            createdAt: string;
            endedAt: string | null;
        };
        RunAssignment: {
            run: components["schemas"]["Run"];
            launch: components["schemas"]["Launch"];
            variables: {
                /** @default {} */
                template: {
                    [key: string]: string;
                };
                /** @default {} */
                runtime_vars: {
                    [key: string]: string;
                };
                /** @default {} */
                sandbox_env: {
                    [key: string]: string;
                };
            };
            history: components["schemas"]["Message"][];
            newMessages: components["schemas"]["Message"][];
            sessionState: {
                agentId: string;
                context: {
                    [key: string]: unknown;
                };
                globalStorage: {
                    [key: string]: unknown;
                };
            };
            requestToken: string;
            leaseTtlMs: number;
            completedIterations: number;
            nextSequence: number;
            traceparent: string | null;
        };
        Sandbox: {
            id: string;
            projectId: string;
            sessionId: string | null;
            profile: string;
            driver: string;
            /** @enum {string} */
            state: "starting" | "running" | "paused" | "stopped";
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            agentDir: string | null;
            homeDir: string;
            accessToken: string;
        };
        NetworkPolicy: {
            /** @enum {string} */
            egress: "none" | "limited" | "open";
            /** @default [] */
            allow: string[];
            /** @default [] */
            deny: string[];
        };
        SandboxConnection: {
            /** Format: date-time */
            openedAt: string;
            closedAt: string | null;
            host: string;
            port: number;
            /** @enum {string} */
            protocol: "http" | "connect" | "socks5" | "direct";
            address: string | null;
            refusal: string | null;
            bytesSent: number;
            bytesReceived: number;
        };
        Session: {
            id: string;
            projectId: string;
            distinctId: string;
            title: string | null;
            source: string;
            runCount: number;
            activeRunId: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            code: string;
            errors?: {
                path: string;
                message: string;
            }[] | undefined;
            request_id?: string | undefined;
        };
        User: {
            id: string;
            email: string;
            name: string;
            /** @enum {string} */
            role: "admin" | "user";
        };
        RegisterRequest: {
            /** Format: email */
            email: string;
            password: string;
            /** @default  */
            name: string;
        };
        LoginRequest: {
            /** Format: email */
            email: string;
            password: string;
        };
        SignedIn: {
            user: components["schemas"]["User"];
        };
        Artifact: {
            id: string;
            /** @enum {string} */
            state: "pending" | "ready" | "failed" | "expired";
            content_type: string;
            size: number;
            sha256: string | null;
            reason: string | null;
            /** Format: date-time */
            created_at: string;
            confirmed_at: string | null;
        };
        CreateUploadUrl: {
            content_type: string;
            content_length: number;
        };
        UploadUrl: {
            upload_url: string;
            upload_headers: {
                [key: string]: string;
            };
            needs_confirm: boolean;
            /** Format: date-time */
            expires_at: string;
        };
        ConfirmUpload: {
            bundle_size: number;
            sha256?: string | undefined;
        };
        AuditEntry: {
            id: string;
            /** Format: date-time */
            at: string;
            action: string;
            user_id: string | null;
            user_email: string | null;
            token_id: string | null;
            project_id: string | null;
            target: string | null;
            detail: {
                [key: string]: unknown;
            };
            ip: string | null;
        };
        ChatRequest: {
            session_id: string;
            distinct_id: string;
            version_tag?: (string | null) | undefined;
            version_id?: (string | null) | undefined;
            messages: string | {
                /** @enum {string} */
                role: "user" | "assistant" | "system";
                content: string | ({
                    /** @constant */
                    type: "text";
                    text: string;
                } | {
                    /** @constant */
                    type: "image_url";
                    image_url: string | {
                        url: string;
                        /** @enum {string} */
                        detail?: ("low" | "high" | "auto") | undefined;
                    };
                })[];
            }[];
            /** @default true */
            stream: boolean;
            /**
             * @default user
             * @enum {string}
             */
            source: "user" | "playground";
            agent?: (string | null) | undefined;
            variables?: ({
                /** @default {} */
                template: {
                    [key: string]: string;
                };
                /** @default {} */
                runtime_vars: {
                    [key: string]: string;
                };
                /** @default {} */
                sandbox_env: {
                    [key: string]: string;
                };
            } | null) | undefined;
        };
        ChatAnswer: {
            /** @constant */
            status: "success";
            response: string;
            error: null;
            run_id: string;
            session_id: string;
            /** @enum {string} */
            state: "queued" | "running" | "stopping" | "finished" | "stopped" | "failed" | "interrupted";
            stop_reason: string | null;
            usage: {
                input_tokens: number;
                completion_tokens: number;
                reasoning_tokens: number;
                total_tokens: number;
                cache_creation_tokens: number;
                cache_read_tokens: number;
                input_tokens_uncached: number;
            };
        };
        CreateSessionRequest: {
            distinct_id: string;
        };
        CreateSessionResponse: {
            session_id: string;
            /** Format: date-time */
            created_at: string;
        };
        StopRequest: {
            session_id: string;
            distinct_id: string;
            version_tag?: (string | null) | undefined;
            version_id?: (string | null) | undefined;
            /** @default false */
            force: boolean;
        };
        StopResponse: {
            /** @enum {string} */
            status: "success" | "noop";
        };
        EnvVar: {
            key: string;
            value: string;
            is_secret: boolean;
            /** Format: date-time */
            updated_at: string;
        };
        SetEnvVar: {
            key: string;
            value: string;
            /** @default false */
            is_secret: boolean;
        };
        ReplaceEnvVars: components["schemas"]["SetEnvVar"][];
        UploadedFile: {
            path: string;
            name: string;
            size: number;
        };
        FileEntry: {
            path: string;
            name: string;
            /** @enum {string} */
            type: "file" | "directory" | "symlink";
            size: number;
            modified_at: string | null;
        };
        DeletedFile: {
            /** @constant */
            status: "success";
            path: string;
        };
        LlmConfig: {
            /** @constant */
            mode: "platform";
            provider: string;
            model: string;
        } | {
            /** @constant */
            mode: "custom";
            /** @enum {string} */
            api_type: "openai_chat_completion" | "openai_responses" | "anthropic_chat_completion" | "gemini_rest";
            base_url: string;
            model: string;
            has_api_key: boolean;
        };
        SetLlmConfig: {
            /** @constant */
            mode: "platform";
            provider: string;
            model: string;
        } | {
            /** @constant */
            mode: "custom";
            /**
             * @default openai_chat_completion
             * @enum {string}
             */
            api_type: "openai_chat_completion" | "openai_responses" | "anthropic_chat_completion" | "gemini_rest";
            base_url: string;
            api_key?: (string | null) | undefined;
            model: string;
        };
        ObservedSession: {
            id: string;
            distinct_id: string;
            title: string | null;
            source: string;
            run_count: number;
            active_run_id: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        ObservedRun: {
            id: string;
            session_id: string;
            distinct_id: string;
            version_id: string;
            version_tag: string;
            agent: string;
            source: string;
            /** @enum {string} */
            state: "queued" | "running" | "stopping" | "finished" | "stopped" | "failed" | "interrupted";
            stop_reason: string | null;
            result: string | null;
            error: {
                code: string;
                message: string;
            } | null;
            usage: {
                input_tokens: number;
                completion_tokens: number;
                reasoning_tokens: number;
                total_tokens: number;
                cache_creation_tokens: number;
                cache_read_tokens: number;
                input_tokens_uncached: number;
            };
            attempt: number;
            /** Format: date-time */
            created_at: string;
            ended_at: string | null;
        };
        PersonalAccessToken: {
            id: string;
            name: string;
            project_ids: string[] | null;
            scopes: ("read" | "deploy" | "write")[];
            /** Format: date-time */
            created_at: string;
            expires_at: string | null;
            last_used_at: string | null;
        };
        CreateToken: {
            name: string;
            /** @default null */
            expires_in: string | null;
            /** @default null */
            project_ids: string[] | null;
            /**
             * @default [
             *       "write"
             *     ]
             */
            scopes: ("read" | "deploy" | "write")[];
        };
        CreatedToken: {
            id: string;
            name: string;
            project_ids: string[] | null;
            scopes: ("read" | "deploy" | "write")[];
            /** Format: date-time */
            created_at: string;
            expires_at: string | null;
            last_used_at: string | null;
            token: string;
        };
        Project: {
            id: string;
            name: string;
            description: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        CreateProject: {
            name: string;
            description: unknown;
        };
        UpdateProject: {
            name?: string | undefined;
            description?: string | undefined;
        };
        CreatedProject: {
            id: string;
            name: string;
            description: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            access_key: string;
            secret_key: string;
        };
        ProjectKey: {
            id: string;
            name: string;
            access_key: string;
            /** Format: date-time */
            created_at: string;
            last_used_at: string | null;
        };
        CreateProjectKey: unknown;
        CreatedProjectKey: {
            id: string;
            name: string;
            access_key: string;
            /** Format: date-time */
            created_at: string;
            last_used_at: string | null;
            secret_key: string;
        };
        SandboxKey: {
            id: string;
            hint: string;
            /** Format: date-time */
            created_at: string;
        };
        CreatedSandboxKey: {
            id: string;
            hint: string;
            /** Format: date-time */
            created_at: string;
            api_key: string;
        };
        Provider: {
            name: string;
            /** @enum {string} */
            api_type: "openai_chat_completion" | "openai_responses" | "anthropic_chat_completion" | "gemini_rest";
            models: string[];
        };
        Trace: {
            id: string;
            project_id: string;
            session_id: string;
            run_id: string;
            version_id: string;
            name: string;
            /** @enum {string} */
            status: "ok" | "error";
            /** Format: date-time */
            started_at: string;
            ended_at: string | null;
            span_count: number;
            total_tokens: number;
        };
        TraceSpan: {
            id: string;
            parent_id: string | null;
            name: string;
            kind: string;
            /** Format: date-time */
            started_at: string;
            ended_at: string | null;
            input: unknown;
            output: unknown;
            model: string | null;
            usage: {
                [key: string]: number;
            } | null;
            /** @enum {string} */
            status: "ok" | "error";
            status_message: string | null;
            attributes: {
                [key: string]: unknown;
            };
        };
        TraceDetails: {
            id: string;
            project_id: string;
            session_id: string;
            run_id: string;
            version_id: string;
            name: string;
            /** @enum {string} */
            status: "ok" | "error";
            /** Format: date-time */
            started_at: string;
            ended_at: string | null;
            span_count: number;
            total_tokens: number;
            spans: components["schemas"]["TraceSpan"][];
        };
        VersionAgent: {
            name: string;
            file: string;
            description: string | null;
            model: string | null;
            system_prompt: string;
            tools: {
                name: string;
                description: string;
                input_schema: {
                    [key: string]: unknown;
                };
                binding: string | null;
                file: string;
            }[];
            skills: {
                name: string;
                description: string;
                folder: string;
            }[];
            sub_agents: string[];
        };
        Version: {
            id: string;
            project_id: string;
            tag: string;
            /** @enum {string} */
            status: "inactive" | "activating" | "active" | "failed";
            status_reason: string | null;
            artifact: components["schemas"]["Artifact"] | null;
            agents: string[];
            /** Format: date-time */
            created_at: string;
            activated_at: string | null;
        };
        VersionDetails: {
            id: string;
            project_id: string;
            tag: string;
            /** @enum {string} */
            status: "inactive" | "activating" | "active" | "failed";
            status_reason: string | null;
            artifact: components["schemas"]["Artifact"] | null;
            agents: string[];
            /** Format: date-time */
            created_at: string;
            activated_at: string | null;
            agent_details: components["schemas"]["VersionAgent"][];
            issues: {
                code: string;
                file: string;
                message: string;
            }[];
            warnings: {
                code: string;
                file: string;
                message: string;
            }[];
        };
        CreateVersion: {
            tag: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getRequestTokenKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        keys: {
                            [key: string]: unknown;
                        }[];
                    };
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query: {
                cursor?: string | undefined;
                limit?: number | undefined;
                projectId: string;
                distinctId?: string | undefined;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Session"][];
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    createSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    projectId: string;
                    distinctId: string;
                    /** @default user */
                    source?: string | undefined;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    deleteProjectSessions: {
        parameters: {
            query: {
                projectId: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        deleted: number;
                    };
                };
            };
        };
    };
    getSession: {
        parameters: {
            query: {
                projectId: string;
                distinctId?: string | undefined;
            };
            header?: never;
            path: {
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    stopSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    projectId: string;
                    distinctId: string;
                    /** @default false */
                    force?: boolean | undefined;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "success" | "noop";
                        runId: string | null;
                    };
                };
            };
        };
    };
    listRuns: {
        parameters: {
            query: {
                cursor?: string | undefined;
                limit?: number | undefined;
                projectId: string;
                sessionId?: string | undefined;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Run"][];
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    startRun: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    projectId: string;
                    sessionId: string;
                    distinctId: string;
                    versionId: string;
                    versionTag: string;
                    agent: string;
                    messages: components["schemas"]["MessageInput"][];
                    /** @default {} */
                    variables?: {
                        /** @default {} */
                        template?: {
                            [key: string]: string;
                        } | undefined;
                        /** @default {} */
                        runtime_vars?: {
                            [key: string]: string;
                        } | undefined;
                        /** @default {} */
                        sandbox_env?: {
                            [key: string]: string;
                        } | undefined;
                    } | undefined;
                    /** @default user */
                    source?: string | undefined;
                    /** @default null */
                    lane?: (string | null) | undefined;
                    /** @default null */
                    idempotencyKey?: (string | null) | undefined;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    getRun: {
        parameters: {
            query: {
                projectId: string;
            };
            header?: never;
            path: {
                runId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    stopRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    projectId: string;
                    /** @default false */
                    force?: boolean | undefined;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "success" | "noop";
                        runId: string | null;
                    };
                };
            };
        };
    };
    followRun: {
        parameters: {
            query: {
                projectId: string;
                after?: number | undefined;
            };
            header?: never;
            path: {
                runId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    appendEvents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    attempt: number;
                    events: {
                        sequence: number;
                        event: {
                            /** @enum {string} */
                            type: "RUN_STARTED";
                            timestamp: number | null;
                            raw_event: null;
                            thread_id: string;
                            run_id: string;
                            root_run_id: string;
                            agent_id: string;
                            trace_id: string | null;
                            parent_run_id: string | null;
                            input: null;
                        } | {
                            /** @enum {string} */
                            type: "TEXT_MESSAGE_START";
                            timestamp: number | null;
                            raw_event: null;
                            message_id: string;
                            /** @enum {string} */
                            role: "assistant";
                            run_id: string;
                        } | {
                            /** @enum {string} */
                            type: "TEXT_MESSAGE_CONTENT";
                            timestamp: number | null;
                            raw_event: null;
                            message_id: string;
                            delta: string;
                        } | {
                            /** @enum {string} */
                            type: "TEXT_MESSAGE_END";
                            timestamp: number | null;
                            raw_event: null;
                            message_id: string;
                        } | {
                            /** @enum {string} */
                            type: "THINKING_TEXT_MESSAGE_START";
                            timestamp: number | null;
                            raw_event: null;
                            parent_message_id: string;
                            thinking_message_id: string;
                            run_id: string;
                            is_redacted: boolean;
                        } | {
                            /** @enum {string} */
                            type: "THINKING_TEXT_MESSAGE_CONTENT";
                            timestamp: number | null;
                            raw_event: null;
                            thinking_message_id: string;
                            delta: string;
                        } | {
                            /** @enum {string} */
                            type: "THINKING_TEXT_MESSAGE_END";
                            timestamp: number | null;
                            raw_event: null;
                            thinking_message_id: string;
                            signature: string | null;
                            redacted_data: string | null;
                        } | {
                            /** @enum {string} */
                            type: "TOOL_CALL_START";
                            timestamp: number | null;
                            raw_event: null;
                            tool_call_id: string;
                            tool_call_name: string;
                            parent_message_id: string;
                        } | {
                            /** @enum {string} */
                            type: "TOOL_CALL_ARGS";
                            timestamp: number | null;
                            raw_event: null;
                            tool_call_id: string;
                            delta: string;
                        } | {
                            /** @enum {string} */
                            type: "TOOL_CALL_END";
                            timestamp: number | null;
                            raw_event: null;
                            tool_call_id: string;
                        } | {
                            /** @enum {string} */
                            type: "TOOL_CALL_RESULT";
                            timestamp: number | null;
                            raw_event: null;
                            tool_call_id: string;
                            content: string;
                            /** @enum {string} */
                            role: "tool";
                        } | {
                            /** @enum {string} */
                            type: "MODEL_CALL_FINISHED";
                            timestamp: number | null;
                            raw_event: null;
                            run_id: string;
                            message_id: string;
                            model_name: string | null;
                            model_call_id: string | null;
                            stop_reason: string | null;
                        } | {
                            /** @enum {string} */
                            type: "USAGE_UPDATE";
                            timestamp: number | null;
                            raw_event: null;
                            run_id: string;
                            usage: {
                                input_tokens: number;
                                completion_tokens: number;
                                reasoning_tokens: number;
                                total_tokens: number;
                                cache_creation_tokens: number;
                                cache_read_tokens: number;
                                input_tokens_uncached: number;
                            };
                        } | {
                            /** @enum {string} */
                            type: "RETRY";
                            timestamp: number | null;
                            raw_event: null;
                            run_id: null;
                            api_type: string;
                            attempt: number;
                            max_attempts: number;
                            backoff_seconds: number;
                            error_message: string;
                        } | {
                            /** @enum {string} */
                            type: "COMPACTION_STARTED";
                            timestamp: number | null;
                            raw_event: null;
                            run_id: string | null;
                            phase: string;
                            mode: string;
                            trigger_reason: string;
                            original_message_count: number;
                            original_token_count: number;
                            max_context_tokens: number;
                        } | {
                            /** @enum {string} */
                            type: "COMPACTION_FINISHED";
                            timestamp: number | null;
                            raw_event: null;
                            run_id: string | null;
                            phase: string;
                            mode: string;
                            trigger_reason: string;
                            original_message_count: number;
                            original_token_count: number;
                            max_context_tokens: number;
                            success: boolean;
                            compacted_message_count: number;
                            compacted_token_count: number;
                            error: string | null;
                        } | {
                            /** @enum {string} */
                            type: "RUN_FINISHED";
                            timestamp: number | null;
                            raw_event: null;
                            thread_id: string;
                            run_id: string;
                            result: unknown;
                        } | {
                            /** @enum {string} */
                            type: "RUN_ERROR";
                            timestamp: number | null;
                            raw_event: null;
                            message: string;
                            code: string | null;
                            run_id: string | null;
                        } | {
                            /** @enum {string} */
                            type: "TRANSPORT_ERROR";
                            timestamp: number | null;
                            raw_event: null;
                            message: string;
                        };
                    }[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        stopRequested: boolean;
                        force: boolean;
                        requestToken: string | null;
                    };
                };
            };
        };
    };
    listMessages: {
        parameters: {
            query: {
                projectId: string;
            };
            header?: never;
            path: {
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Message"][];
                    };
                };
            };
        };
    };
    mintRequestToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    runId: string;
                    sessionId: string;
                    projectId: string;
                    versionId: string;
                    models: string[];
                    apiType: string;
                    scopes: ("llm" | "traces" | "sandbox" | "run")[];
                    /** @default null */
                    lane?: (string | null) | undefined;
                    ttlSeconds: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        token: string;
                        expiresAt: string;
                    };
                };
            };
        };
    };
    revokeRequestToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jti: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    appendHistory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    attempt: number;
                    messages: components["schemas"]["MessageInput"][];
                    completedIterations: number;
                    /** @default null */
                    sessionState?: ({
                        agentId: string;
                        context: {
                            [key: string]: unknown;
                        };
                        globalStorage: {
                            [key: string]: unknown;
                        };
                    } | null) | undefined;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        stopRequested: boolean;
                        force: boolean;
                        requestToken: string | null;
                    };
                };
            };
        };
    };
    renewLease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    attempt: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        stopRequested: boolean;
                        force: boolean;
                        requestToken: string | null;
                    };
                };
            };
        };
    };
    endRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    attempt: number;
                    /** @enum {string} */
                    state: "finished" | "stopped" | "failed";
                    stopReason: string;
                    result: string | null;
                    error: {
                        code: string;
                        message: string;
                    } | null;
                    usage: {
                        input_tokens: number;
                        completion_tokens: number;
                        reasoning_tokens: number;
                        total_tokens: number;
                        cache_creation_tokens: number;
                        cache_read_tokens: number;
                        input_tokens_uncached: number;
                    };
                    sessionState: {
                        agentId: string;
                        context: {
                            [key: string]: unknown;
                        };
                        globalStorage: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
}
