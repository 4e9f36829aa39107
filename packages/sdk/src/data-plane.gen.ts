// Generated from the OpenAPI document by `npm run generate`; do not edit.

export interface paths {
    "/agent-api/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listSessions"];
        put?: never;
        post: operations["createSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent-api/sessions/{sessionId}/messages": {
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
    "/agent-api/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Sends messages to an agent. With `stream` the answer is `text/event-stream`: `data: <event>` lines and `data: [DONE]`. */
        post: operations["chat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent-api/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent-api/runs/{runId}": {
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
    "/agent-api/runs/{runId}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Attaches to a run's stream again: the events after `after`, or after the `Last-Event-ID` that a browser sends, then what comes. Each event has its number as `id:`. */
        get: operations["followRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent-api/runs/{runId}/stop": {
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
    "/agent-api/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Puts a file into the session's sandbox: a form with `session_id` and `file`. Takes `session_id`, `distinct_id`, `project_id`, `version_id` and `path` from the query, a JSON body or a form. */
        post: operations["uploadFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent-api/files/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Files of a folder of the session's sandbox; of its home without `path`. Takes `session_id`, `distinct_id`, `project_id`, `version_id` and `path` from the query, a JSON body or a form. */
        get: operations["getFiles"];
        put?: never;
        /** @description Files of a folder of the session's sandbox; of its home without `path`. Takes `session_id`, `distinct_id`, `project_id`, `version_id` and `path` from the query, a JSON body or a form. */
        post: operations["listFiles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent-api/files/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Deletes a file, or a folder with all that is in it. Takes `session_id`, `distinct_id`, `project_id`, `version_id` and `path` from the query, a JSON body or a form. */
        post: operations["deleteFile"];
        /** @description Deletes a file, or a folder with all that is in it. Takes `session_id`, `distinct_id`, `project_id`, `version_id` and `path` from the query, a JSON body or a form. */
        delete: operations["removeFile"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
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
            variables?: (components["schemas"]["VariablesInput"] | null) | undefined;
        };
        CreateSessionRequestInput: {
            distinct_id: string;
        };
        StopRequestInput: {
            session_id: string;
            distinct_id: string;
            version_tag?: (string | null) | undefined;
            version_id?: (string | null) | undefined;
            /** @default false */
            force?: boolean | undefined;
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
            usage: components["schemas"]["Usage"];
        };
        CreateSessionResponse: {
            session_id: string;
            /** Format: date-time */
            created_at: string;
        };
        StopResponse: {
            /** @enum {string} */
            status: "success" | "noop";
        };
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
            usage: components["schemas"]["Usage"];
            attempt: number;
            /** Format: date-time */
            created_at: string;
            ended_at: string | null;
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
    listSessions: {
        parameters: {
            query?: {
                cursor?: string | undefined;
                limit?: number | undefined;
                distinct_id?: string | undefined;
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
                        data: components["schemas"]["ObservedSession"][];
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
                "application/json": components["schemas"]["CreateSessionRequestInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreateSessionResponse"];
                };
            };
        };
    };
    listMessages: {
        parameters: {
            query?: {
                distinct_id?: string | undefined;
            } | undefined;
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
    chat: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string | undefined;
            } | undefined;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatRequestInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatAnswer"];
                };
            };
        };
    };
    stop: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StopRequestInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopResponse"];
                };
            };
        };
    };
    getRun: {
        parameters: {
            query?: never;
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
                    "application/json": components["schemas"]["ObservedRun"];
                };
            };
        };
    };
    followRun: {
        parameters: {
            query?: {
                after?: number | undefined;
            } | undefined;
            header?: {
                "last-event-id"?: number | undefined;
            } | undefined;
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
                    /** @default false */
                    force?: boolean | undefined;
                } | null;
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopResponse"];
                };
            };
        };
    };
    uploadFile: {
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
                    "application/json": components["schemas"]["UploadedFile"];
                };
            };
        };
    };
    getFiles: {
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
                        data: components["schemas"]["FileEntry"][];
                    };
                };
            };
        };
    };
    listFiles: {
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
                        data: components["schemas"]["FileEntry"][];
                    };
                };
            };
        };
    };
    deleteFile: {
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
                    "application/json": components["schemas"]["DeletedFile"];
                };
            };
        };
    };
    removeFile: {
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
                    "application/json": components["schemas"]["DeletedFile"];
                };
            };
        };
    };
}
