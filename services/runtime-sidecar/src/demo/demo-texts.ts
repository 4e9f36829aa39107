/** A text in English and, for whoever writes Chinese, in both languages. */
export interface DemoText {
  en: string;
  zh: string;
}

export type Say = (text: DemoText) => string;

/** Answers in both languages as soon as the question has a Chinese character in it. */
export function createSay(question: string): Say {
  const isChinese = /\p{Script=Han}/u.test(question);
  return ({ en, zh }) => (isChinese ? `${zh}\n${en}` : en);
}

export const intro: DemoText = {
  en: "I am the built-in demo model, not a language model.",
  zh: "我是内置的演示模型，不是语言模型。",
};

export const echo = (question: string): DemoText => ({
  en: `You said: ${question}`,
  zh: `你说的是：${question}`,
});

export const help: DemoText = {
  en: `I do what these commands say, several one after the other when you separate them by lines or by "then":
- run <shell command> (or: $ <shell command>) calls the shell tool
- call <tool> <json> calls any tool
- parallel <tool> <json> <tool> <json> calls several at once
- skill <name> loads a skill
- think <text> thinks aloud
- long [n] writes a long answer of n sentences
- wait [seconds] does nothing for a while
- fail [status] fails as a provider would
- help shows this list
For real answers, set a provider for the project.`,
  zh: `我只执行这些命令（用换行或 “then” 分隔可依次执行多条）：
- run <shell 命令>（或 $ <shell 命令>）调用 shell 工具
- call <工具> <json> 调用任意工具
- parallel <工具> <json> <工具> <json> 同时调用多个工具
- skill <名称> 加载技能
- think <文字> 展示思考过程
- long [n] 写 n 句的长回答
- wait [秒数] 等待一会儿
- fail [状态码] 像模型供应商那样出错
- help 显示本列表
要得到真正的回答，请为项目配置模型供应商。`,
};

export const calling = (names: string[]): DemoText => ({
  en: `I call ${names.join(" and ")}.`,
  zh: `我来调用 ${names.join("、")}。`,
});

export const notOffered = (name: string, offered: string[]): DemoText => ({
  en: `I was not given a tool "${name}". I have: ${offered.join(", ") || "none"}.`,
  zh: `没有名为 “${name}” 的工具。可用的工具：${offered.join("、") || "无"}。`,
});

export const noShell: DemoText = {
  en: "I was not given a tool that runs shell commands.",
  zh: "没有可以运行 shell 命令的工具。",
};

export const badJson = (name: string, problem: string): DemoText => ({
  en: `What stands behind ${name} is not a JSON object: ${problem}`,
  zh: `${name} 后面不是有效的 JSON 对象：${problem}`,
});

export const reported = (name: string, result: string): DemoText => ({
  en: `${name} answered:\n${result}`,
  zh: `${name} 的结果：\n${result}`,
});

export const waiting = (seconds: number): DemoText => ({
  en: `I wait ${seconds} seconds.`,
  zh: `我等待 ${seconds} 秒。`,
});

export const done: DemoText = { en: "That was all.", zh: "全部完成。" };
