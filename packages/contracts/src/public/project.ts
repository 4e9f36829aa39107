import { z } from "zod";

export const Project = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: "Project" });
export type Project = z.infer<typeof Project>;

const Name = z.string().trim().min(1).max(128);
const Description = z.string().max(4000);

export const CreateProject = z
  .object({ name: Name, description: Description.nullish().transform((text) => text ?? "") })
  .meta({ id: "CreateProject" });
export type CreateProject = z.infer<typeof CreateProject>;

export const UpdateProject = z
  .object({ name: Name.optional(), description: Description.optional() })
  .meta({ id: "UpdateProject" });
export type UpdateProject = z.infer<typeof UpdateProject>;

/** A project with its first key; the secret is shown this once. */
export const CreatedProject = Project.extend({ access_key: z.string(), secret_key: z.string() }).meta({
  id: "CreatedProject",
});
export type CreatedProject = z.infer<typeof CreatedProject>;
