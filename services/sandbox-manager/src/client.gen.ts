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
    "/sandboxes/{sandboxId}/network": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** @description What the sandbox may reach from now on; what is open and no longer allowed is cut. */
        put: operations["setSandboxNetwork"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sandboxes/{sandboxId}/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Where a running sandbox has asked to go, the newest first; nothing of what was said. */
        get: operations["listSandboxConnections"];
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
        BundleReferenceInput: {
            digest: string;
            sizeBytes: number;
            url: string;
        };
        NetworkPolicyInput: {
            /** @enum {string} */
            egress: "none" | "limited" | "open";
            /** @default [] */
            allow?: string[] | undefined;
            /** @default [] */
            deny?: string[] | undefined;
        };
        EnsureSandboxInput: {
            projectId: string;
            /** @default default */
            profile?: string | undefined;
            /** @default {} */
            env?: {
                [key: string]: string;
            } | undefined;
            /** @default null */
            bundle?: (components["schemas"]["BundleReferenceInput"] | null) | undefined;
            network?: components["schemas"]["NetworkPolicyInput"] | undefined;
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
                "application/json": components["schemas"]["EnsureSandboxInput"];
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
    setSandboxNetwork: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sandboxId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NetworkPolicyInput"];
            };
        };
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
    listSandboxConnections: {
        parameters: {
            query?: {
                limit?: number | undefined;
            } | undefined;
            header?: never;
            path: {
                sandboxId: string;
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
                        data: components["schemas"]["SandboxConnection"][];
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
                                 * @description What it is made with, if not with the usual.
                                 * @enum {string}
                                 */
                                driver?: ("bubblewrap" | "docker" | "gvisor") | undefined;
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
                                network: components["schemas"]["NetworkPolicy"];
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
