import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { sandboxProfile } from "../config.ts";
import type { ProfileCatalog } from "./profile-catalog.ts";

const Profile = z.object({
  name: z.string(),
  aliases: z.array(z.string()),
  limits: sandboxProfile.omit({ aliases: true }),
});

/** The kinds of sandboxes there are (RFC-0023), for our own services. */
export function profileRoutes(profiles: ProfileCatalog): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/profiles",
      {
        schema: {
          operationId: "listSandboxProfiles",
          tags: ["profiles"],
          response: { 200: z.object({ data: z.array(Profile) }) },
        },
      },
      async () => ({
        data: profiles.list().map(({ name, aliases, profile }) => {
          const { aliases: _chosen, ...limits } = profile;
          return { name, aliases, limits };
        }),
      }),
    );
  };
}
