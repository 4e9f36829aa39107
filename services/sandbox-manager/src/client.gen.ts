// Generated from openapi.json by `npm run generate`; do not edit.

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
                url?: string;
                base64?: string;
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
                signature?: string;
                redacted_data?: string;
            } | {
                /** @constant */
                type: "tool_use";
                id: string;
                name: string;
                input: {
                    [key: string]: unknown;
                };
                raw_input?: string;
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
                    url?: string;
                    base64?: string;
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
                raw_output?: unknown;
            })[];
            /** @default {} */
            metadata: {
                [key: string]: unknown;
            };
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
            }[];
            request_id?: string;
        };
        ChatRequestInput: {
            session_id: string;
            distinct_id: string;
            version_tag?: string;
            version_id?: string;
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
                        detail?: "low" | "high" | "auto";
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
            agent?: string;
            variables?: {
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
            version_tag?: string;
            version_id?: string;
            /** @default false */
            force: boolean;
        };
        StopResponseInput: {
            /** @enum {string} */
            status: "success" | "noop";
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
                url?: string;
                base64?: string;
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
                signature?: string;
                redacted_data?: string;
            } | {
                /** @constant */
                type: "tool_use";
                id: string;
                name: string;
                input: {
                    [key: string]: unknown;
                };
                raw_input?: string;
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
                    url?: string;
                    base64?: string;
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
                raw_output?: unknown;
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
            }[];
            request_id?: string;
        };
        ChatRequest: {
            session_id: string;
            distinct_id: string;
            version_tag?: string;
            version_id?: string;
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
                        detail?: "low" | "high" | "auto";
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
            agent?: string;
            variables?: {
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
            version_tag?: string;
            version_id?: string;
            /** @default false */
            force: boolean;
        };
        StopResponse: {
            /** @enum {string} */
            status: "success" | "noop";
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
                    profile?: string;
                    /** @default {} */
                    env?: {
                        [key: string]: string;
                    };
                    /** @default null */
                    bundle?: {
                        digest: string;
                        sizeBytes: number;
                        url: string;
                    } | null;
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
                projectId?: string;
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
}
