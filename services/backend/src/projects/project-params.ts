import { z } from "zod";

export const ProjectParams = z.object({ projectId: z.string() });
