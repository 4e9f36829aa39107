import type { ImageBlock, TextBlock } from "@nexau-cloud/contracts";
import { pythonJson } from "../../events/python-json.ts";
import { isRecord } from "../is-record.ts";

const DETAILS = ["low", "high", "auto"] as const;

/** The value as text and image blocks when there is an image in it, in any of the shapes tools use; otherwise undefined. */
export function imageContent(value: unknown): (TextBlock | ImageBlock)[] | undefined {
  if (typeof value === "string") return imageContentOfJson(value);
  const image = toImage(value);
  if (image) return [image];
  if (!Array.isArray(value) || !value.some((item) => toImage(item))) return undefined;
  return value.map((item) => toImage(item) ?? { type: "text", text: textOf(item) });
}

function imageContentOfJson(text: string): (TextBlock | ImageBlock)[] | undefined {
  if (!/^\s*[[{]/.test(text) || !/"(?:input_)?image|"base64"/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? undefined : imageContent(value);
  } catch {
    return undefined;
  }
}

function toImage(value: unknown): ImageBlock | undefined {
  if (!isRecord(value)) return undefined;
  const detail = DETAILS.find((name) => name === value.detail) ?? "auto";
  if (typeof value.base64 === "string") {
    const type = value.media_type ?? value.mime_type;
    return { type: "image", base64: value.base64, mime_type: typeof type === "string" ? type : "image/jpeg", detail };
  }
  if (value.type !== "image" && value.type !== "input_image" && value.type !== "image_url") return undefined;
  const url = urlOf(value.image_url) ?? urlOf(value.url);
  if (url === undefined) return undefined;
  const data = /^data:([\w/+.-]+);base64,(.*)$/s.exec(url);
  if (data?.[1] && data[2] !== undefined) return { type: "image", base64: data[2], mime_type: data[1], detail };
  return { type: "image", url, mime_type: "image/jpeg", detail };
}

function urlOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return isRecord(value) && typeof value.url === "string" ? value.url : undefined;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return isRecord(value) && typeof value.text === "string" ? value.text : pythonJson(value);
}
