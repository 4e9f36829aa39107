// Generated from the OpenAPI document by `npm run generate`; do not edit.

export interface paths {
    "/sessions/{sessionId}/sandbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["ensureSessionSandbox"];
        post?: never;
        /** @description Ends the sandbox and deletes its files. Nothing there is fine. */
        delete: operations["deleteSessionSandbox"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sandboxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listSandboxes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{projectId}/sandboxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["deleteProjectSandboxes"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drivers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Whether this machine can run each kind of sandbox and, if not, why not. */
        get: operations["listSandboxDrivers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listSandboxProfiles"];
        put?: never;
        post?: never;
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
    ensureSessionSandbox: {
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
                    /** @default default */
                    profile?: string | undefined;
                    /** @default {} */
                    env?: {
                        [key: string]: string;
                    } | undefined;
                    /** @default null */
                    bundle?: ({
                        digest: string;
                        sizeBytes: number;
                        url: string;
                    } | null) | undefined;
                    network?: components["schemas"]["NetworkPolicyInput"] | undefined;
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
                    "application/json": components["schemas"]["Sandbox"];
                };
            };
        };
    };
    deleteSessionSandbox: {
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
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listSandboxes: {
        parameters: {
            query?: {
                projectId?: string | undefined;
            } | undefined;
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
                        data: components["schemas"]["Sandbox"][];
                    };
                };
            };
        };
    };
    deleteProjectSandboxes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                projectId: string;
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
                        deleted: number;
                    };
                };
            };
        };
    };
    listSandboxDrivers: {
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
                        data: {
                            name: string;
                            available: boolean;
                            problems: string[];
                            warnings: string[];
                            facts: string[];
                        }[];
                    };
                };
            };
        };
    };
    listSandboxProfiles: {
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
                        data: {
                            name: string;
                            aliases: string[];
                            limits: {
                                /**
                                 * @description Processors it may keep busy.
                                 * @default 2
                                 */
                                cpu: number;
                                /**
                                 * @description Memory of all its processes together; the one that is too much is killed.
                                 * @default 2048
                                 */
                                memoryMb: number;
                                /**
                                 * @description Processes and threads at once.
                                 * @default 512
                                 */
                                pids: number;
                                /**
                                 * @description Open files of one process.
                                 * @default 4096
                                 */
                                openFiles: number;
                                /**
                                 * @description Home folder and /tmp together; a sandbox that stays above it is stopped.
                                 * @default 4096
                                 */
                                diskMb: number;
                                /**
                                 * @description Stopped, with its files kept, when nobody has called it for so long.
                                 * @default 900000
                                 */
                                idleTimeoutMs: number;
                                /**
                                 * @description Stopped, with its files kept, after so long in any case.
                                 * @default 86400000
                                 */
                                maxLifetimeMs: number;
                            };
                        }[];
                    };
                };
            };
        };
    };
}
