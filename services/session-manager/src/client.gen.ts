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
        UsageInput: {
            input_tokens: number;
            completion_tokens: number;
            reasoning_tokens: number;
            total_tokens: number;
            cache_creation_tokens: number;
            cache_read_tokens: number;
            input_tokens_uncached: number;
        };
        RunEventInput: {
            /** @constant */
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
            /** @constant */
            type: "TEXT_MESSAGE_START";
            timestamp: number | null;
            raw_event: null;
            message_id: string;
            /** @constant */
            role: "assistant";
            run_id: string;
        } | {
            /** @constant */
            type: "TEXT_MESSAGE_CONTENT";
            timestamp: number | null;
            raw_event: null;
            message_id: string;
            delta: string;
        } | {
            /** @constant */
            type: "TEXT_MESSAGE_END";
            timestamp: number | null;
            raw_event: null;
            message_id: string;
        } | {
            /** @constant */
            type: "THINKING_TEXT_MESSAGE_START";
            timestamp: number | null;
            raw_event: null;
            parent_message_id: string;
            thinking_message_id: string;
            run_id: string;
            is_redacted: boolean;
        } | {
            /** @constant */
            type: "THINKING_TEXT_MESSAGE_CONTENT";
            timestamp: number | null;
            raw_event: null;
            thinking_message_id: string;
            delta: string;
        } | {
            /** @constant */
            type: "THINKING_TEXT_MESSAGE_END";
            timestamp: number | null;
            raw_event: null;
            thinking_message_id: string;
            signature: string | null;
            redacted_data: string | null;
        } | {
            /** @constant */
            type: "TOOL_CALL_START";
            timestamp: number | null;
            raw_event: null;
            tool_call_id: string;
            tool_call_name: string;
            parent_message_id: string;
        } | {
            /** @constant */
            type: "TOOL_CALL_ARGS";
            timestamp: number | null;
            raw_event: null;
            tool_call_id: string;
            delta: string;
        } | {
            /** @constant */
            type: "TOOL_CALL_END";
            timestamp: number | null;
            raw_event: null;
            tool_call_id: string;
        } | {
            /** @constant */
            type: "TOOL_CALL_RESULT";
            timestamp: number | null;
            raw_event: null;
            tool_call_id: string;
            content: string;
            /** @constant */
            role: "tool";
        } | {
            /** @constant */
            type: "MODEL_CALL_FINISHED";
            timestamp: number | null;
            raw_event: null;
            run_id: string;
            message_id: string;
            model_name: string | null;
            model_call_id: string | null;
            stop_reason: string | null;
        } | {
            /** @constant */
            type: "USAGE_UPDATE";
            timestamp: number | null;
            raw_event: null;
            run_id: string;
            usage: components["schemas"]["UsageInput"];
        } | {
            /** @constant */
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
            /** @constant */
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
            /** @constant */
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
            /** @constant */
            type: "RUN_FINISHED";
            timestamp: number | null;
            raw_event: null;
            thread_id: string;
            run_id: string;
            result: unknown;
        } | {
            /** @constant */
            type: "RUN_ERROR";
            timestamp: number | null;
            raw_event: null;
            message: string;
            code: string | null;
            run_id: string | null;
        } | {
            /** @constant */
            type: "TRANSPORT_ERROR";
            timestamp: number | null;
            raw_event: null;
            message: string;
        };
        SequencedEventInput: {
            sequence: number;
            event: components["schemas"]["RunEventInput"];
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
        StartRunInput: {
            projectId: string;
            sessionId: string;
            distinctId: string;
            versionId: string;
            versionTag: string;
            agent: string;
            messages: components["schemas"]["MessageInput"][];
            /** @default {} */
            variables?: components["schemas"]["VariablesInput"] | undefined;
            /** @default user */
            source?: string | undefined;
            /** @default null */
            lane?: (string | null) | undefined;
            /** @default null */
            idempotencyKey?: (string | null) | undefined;
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
        AppendEventsInput: {
            attempt: number;
            events: components["schemas"]["SequencedEventInput"][];
        };
        AppendHistoryInput: {
            attempt: number;
            messages: components["schemas"]["MessageInput"][];
            completedIterations: number;
            /** @default null */
            sessionState?: (components["schemas"]["SessionStateInput"] | null) | undefined;
        };
        EndRunInput: {
            attempt: number;
            /** @enum {string} */
            state: "finished" | "stopped" | "failed";
            stopReason: string;
            result: string | null;
            error: {
                code: string;
                message: string;
            } | null;
            usage: components["schemas"]["UsageInput"];
            sessionState: components["schemas"]["SessionStateInput"];
        };
        Usage: {
            input_tokens: number;
            completion_tokens: number;
            reasoning_tokens: number;
            total_tokens: number;
            cache_creation_tokens: number;
            cache_read_tokens: number;
            input_tokens_uncached: number;
        };
        Block: {
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
        };
        Message: {
            id: string;
            /** @enum {string} */
            role: "system" | "user" | "FRAMEWORK" | "assistant" | "tool";
            content: components["schemas"]["Block"][];
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
            usage: components["schemas"]["Usage"];
            lastSequence: number;
            attempt: number;
            /** Format: date-time */
            createdAt: string;
            endedAt: string | null;
        };
        LeaseState: {
            stopRequested: boolean;
            force: boolean;
            requestToken: string | null;
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
                "application/json": components["schemas"]["StartRunInput"];
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
                "application/json": components["schemas"]["AppendEventsInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaseState"];
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
                "application/json": components["schemas"]["AppendHistoryInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaseState"];
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
                    "application/json": components["schemas"]["LeaseState"];
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
                "application/json": components["schemas"]["EndRunInput"];
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
