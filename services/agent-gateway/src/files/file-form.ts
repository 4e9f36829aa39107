import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { MultipartFile } from "@fastify/multipart";
import { FileTarget } from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";
import type { FastifyRequest } from "fastify";

/** What a call about files names, wherever it stands: in the query, in a JSON body, or in a form. */
export async function readTarget(request: FastifyRequest): Promise<FileTarget> {
  if (!request.isMultipart()) return toTarget(request, isRecord(request.body) ? request.body : {});
  const fields: Record<string, unknown> = {};
  for await (const part of request.parts()) {
    if (part.type === "field") fields[part.fieldname] = part.value;
    else part.file.resume();
  }
  return toTarget(request, fields);
}

export interface FormFile {
  name: string | undefined;
  content: Readable;
  /** Whether the content ended because it reached the limit; known once it is read. */
  isCut: () => boolean;
}

/**
 * Reads an upload. The file goes on as it comes when the form has named the session before it, as most clients do;
 * otherwise it waits in a file of our own until the form is read.
 */
export async function readUpload<Result>(
  request: FastifyRequest,
  spoolDir: string,
  receive: (target: FileTarget, file: FormFile) => Promise<Result>,
): Promise<Result> {
  if (!request.isMultipart()) throw notAForm();
  const fields: Record<string, unknown> = {};
  const spool = join(spoolDir, request.id.replace(/[^\w-]/g, "_"));
  let spooled: { name: string | undefined } | undefined;
  let result: { of: Result } | undefined;
  try {
    for await (const part of request.parts()) {
      if (part.type === "field") {
        fields[part.fieldname] = part.value;
      } else if (part.fieldname !== "file" || result || spooled) {
        part.file.resume();
      } else if (namesSession(request, fields)) {
        result = { of: await receive(toTarget(request, fields), toFormFile(part)) };
      } else {
        await pipeline(part.file, createWriteStream(spool, { mode: 0o600 }));
        spooled = { name: part.filename };
      }
    }
    if (result) return result.of;
    if (!spooled) throw fileMissing();
    return await receive(toTarget(request, fields), {
      name: spooled.name,
      content: createReadStream(spool),
      isCut: () => false,
    });
  } catch (error) {
    throw toUploadError(error);
  } finally {
    await rm(spool, { force: true });
  }
}

const toFormFile = ({ filename, file }: MultipartFile): FormFile => ({
  name: filename,
  content: file,
  isCut: () => file.truncated,
});

function toTarget(request: FastifyRequest, fields: Record<string, unknown>): FileTarget {
  const query = isRecord(request.query) ? request.query : {};
  const { success, data, error } = FileTarget.safeParse({ ...fields, ...query });
  if (success) return data;
  const errors = error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join("; ");
  throw new ServiceError("invalid_argument", "invalid_request", detail, { errors });
}

const namesSession = (request: FastifyRequest, fields: Record<string, unknown>): boolean =>
  fields.session_id !== undefined || (isRecord(request.query) && request.query.session_id !== undefined);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const notAForm = () =>
  new ServiceError("unsupported_media_type", "media_type_unsupported", "A file is sent as multipart/form-data.");

const fileMissing = () =>
  new ServiceError("invalid_argument", "file_missing", "The form has no part `file`. Send one, with its name.");

function toUploadError(error: unknown): unknown {
  const { code } = error as { code?: string };
  return code === "FST_REQ_FILE_TOO_LARGE" ? fileTooLarge(error) : error;
}

export const fileTooLarge = (cause?: unknown) =>
  new ServiceError("payload_too_large", "file_too_large", "The file is larger than a session may be given.", { cause });
