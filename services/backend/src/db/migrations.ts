import type { Migration } from "kysely/migration";
import { controlPlane } from "./migrations/0001_control_plane.ts";

export const migrations: Record<string, Migration> = {
  "0001_control_plane": controlPlane,
};
