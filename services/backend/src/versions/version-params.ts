import { z } from "zod";

export const VersionParams = z.object({ projectId: z.string(), versionId: z.string() });
