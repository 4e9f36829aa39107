import { randomUUID } from "node:crypto";
import type { ModelFinish, ModelPart } from "../model/model-client.ts";
import type { EventBody } from "../reports/run-reporter.ts";

export interface AnswerEvents {
  push(part: ModelPart): void;
  /** Ends whatever is open, inside out: after it the stream is in order, wherever the answer broke off. */
  close(): void;
}

export interface AnswerEventsDeps {
  runId: string;
  emit(event: EventBody): void;
  /** Makes the provider's message id unique within the run's stream. */
  uniqueMessageId(providerId: string): string;
}

/** Tells one model answer as events: everything the model says lies between the start and the end of one text message. */
export function createAnswerEvents({ runId, emit, uniqueMessageId }: AnswerEventsDeps): AnswerEvents {
  let providerId = "";
  let messageId = "";
  let isMessageOpen = false;
  let thinkingId: string | null = null;
  const openCalls = new Set<string>();

  function endThinking(signature: string | null, redactedData: string | null): void {
    if (thinkingId === null) return;
    emit({
      type: "THINKING_TEXT_MESSAGE_END",
      thinking_message_id: thinkingId,
      signature,
      redacted_data: redactedData,
    });
    thinkingId = null;
  }

  function startCall(id: string, name: string): void {
    openCalls.add(id);
    emit({ type: "TOOL_CALL_START", tool_call_id: id, tool_call_name: name, parent_message_id: messageId });
  }

  function endCall(id: string): void {
    if (openCalls.delete(id)) emit({ type: "TOOL_CALL_END", tool_call_id: id });
  }

  function close(): void {
    endThinking(null, null);
    for (const id of [...openCalls]) endCall(id);
    if (isMessageOpen) emit({ type: "TEXT_MESSAGE_END", message_id: messageId });
    isMessageOpen = false;
  }

  function startMessage(id: string): void {
    providerId = id;
    messageId = uniqueMessageId(id);
    isMessageOpen = true;
    emit({ type: "TEXT_MESSAGE_START", message_id: messageId, role: "assistant", run_id: runId });
  }

  function startThinking(isRedacted: boolean): void {
    thinkingId = randomUUID();
    emit({
      type: "THINKING_TEXT_MESSAGE_START",
      parent_message_id: messageId,
      thinking_message_id: thinkingId,
      run_id: runId,
      is_redacted: isRedacted,
    });
  }

  function finish({ modelName, stopReason }: ModelFinish): void {
    emit({
      type: "MODEL_CALL_FINISHED",
      run_id: runId,
      message_id: messageId,
      model_name: modelName,
      model_call_id: providerId || null,
      stop_reason: stopReason,
    });
  }

  function push(part: ModelPart): void {
    switch (part.type) {
      case "message-start":
        startMessage(part.id);
        break;
      case "reasoning-start":
        startThinking(part.redacted);
        break;
      case "reasoning-delta":
        if (thinkingId === null) break;
        emit({ type: "THINKING_TEXT_MESSAGE_CONTENT", thinking_message_id: thinkingId, delta: part.text });
        break;
      case "reasoning-end":
        endThinking(part.signature, part.redactedData);
        break;
      case "text-delta":
        emit({ type: "TEXT_MESSAGE_CONTENT", message_id: messageId, delta: part.text });
        break;
      case "tool-call-start":
        startCall(part.id, part.name);
        break;
      case "tool-call-delta":
        emit({ type: "TOOL_CALL_ARGS", tool_call_id: part.id, delta: part.text });
        break;
      case "tool-call-end":
        endCall(part.id);
        break;
      case "message-end":
        close();
        break;
      case "finish":
        finish(part);
        break;
    }
  }

  return { push, close };
}
