import type { Block, ChatRequest, Message } from "@nexau-cloud/contracts";
import { ServiceError } from "@nexau-cloud/platform";

type ChatMessage = Exclude<ChatRequest["messages"], string>[number];
type ContentPart = Exclude<ChatMessage["content"], string>[number];
type ImagePart = Extract<ContentPart, { type: "image_url" }>;

/** Messages as callers write them, in OpenAI's way or as one text, in the form that histories keep. */
export function toMessages(
  messages: ChatRequest["messages"],
  { now, newId }: { now: () => Date; newId: (prefix: string) => string },
): Message[] {
  const list: ChatMessage[] = typeof messages === "string" ? [{ role: "user", content: messages }] : messages;
  const createdAt = now().toISOString();
  return list.map(({ role, content }, index) => ({
    id: newId("msg"),
    role,
    content:
      typeof content === "string"
        ? [{ type: "text", text: content }]
        : content.map((part, place) => toBlock(part, `body.messages.${index}.content.${place}.image_url`)),
    metadata: {},
    created_at: createdAt,
  }));
}

function toBlock(part: ContentPart, path: string): Block {
  return part.type === "text" ? { type: "text", text: part.text } : toImage(part.image_url, path);
}

function toImage(image: ImagePart["image_url"], path: string): Block {
  const { url, detail = "auto" } = typeof image === "string" ? { url: image } : image;
  const [, mimeType, base64] = /^data:(image\/[\w.+-]+);base64,([A-Za-z0-9+/]+={0,2})$/.exec(url) ?? [];
  if (mimeType && base64) return { type: "image", base64, mime_type: mimeType, detail };
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return { type: "image", url, mime_type: "image/jpeg", detail };
  throw new ServiceError(
    "invalid_argument",
    "image_url_invalid",
    "An image_url is either an http(s) address or a data URL of the form data:image/png;base64,...",
    { errors: [{ path, message: "is neither an http(s) address nor a base64 data URL of an image" }] },
  );
}
