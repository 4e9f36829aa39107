// Generated from the OpenAPI document by `npm run generate`; do not edit.

export interface paths {
    "/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["acceptRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["checkBundle"];
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
        UsageInput: {
            input_tokens: number;
            completion_tokens: number;
            reasoning_tokens: number;
            total_tokens: number;
            cache_creation_tokens: number;
            cache_read_tokens: number;
            input_tokens_uncached: number;
        };
        BundleReferenceInput: {
            digest: string;
            sizeBytes: number;
            url: string;
        };
        LaunchInput: {
            projectId: string;
            versionId: string;
            versionTag: string;
            bundle: components["schemas"]["BundleReferenceInput"];
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
        BlockInput: {
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
        };
        MessageInput: {
            id: string;
            /** @enum {string} */
            role: "system" | "user" | "FRAMEWORK" | "assistant" | "tool";
            content: components["schemas"]["BlockInput"][];
            /** @default {} */
            metadata?: {
                [key: string]: unknown;
            } | undefined;
            created_at: string;
        };
        VariablesInput: {
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
            usage: components["schemas"]["UsageInput"];
            lastSequence: number;
            attempt: number;
            /** Format: date-time */
            createdAt: string;
            endedAt: string | null;
        };
        SessionStateInput: {
            agentId: string;
            context: {
                [key: string]: unknown;
            };
            globalStorage: {
                [key: string]: unknown;
            };
        };
        RunAssignmentInput: {
            run: components["schemas"]["RunInput"];
            launch: components["schemas"]["LaunchInput"];
            variables: components["schemas"]["VariablesInput"];
            history: components["schemas"]["MessageInput"][];
            newMessages: components["schemas"]["MessageInput"][];
            sessionState: components["schemas"]["SessionStateInput"];
            requestToken: string;
            leaseTtlMs: number;
            completedIterations: number;
            nextSequence: number;
            traceparent: string | null;
        };
        BundleIssue: {
            code: string;
            file: string;
            message: string;
        };
        AgentSummary: {
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
        };
        BundleReport: {
            ok: boolean;
            issues: components["schemas"]["BundleIssue"][];
            warnings: components["schemas"]["BundleIssue"][];
            agents: components["schemas"]["AgentSummary"][];
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
    acceptRun: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunAssignmentInput"];
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        accepted: true;
                    };
                };
            };
        };
    };
    checkBundle: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    launch: components["schemas"]["LaunchInput"];
                    requestToken: string;
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
                    "application/json": components["schemas"]["BundleReport"];
                };
            };
        };
    };
}
