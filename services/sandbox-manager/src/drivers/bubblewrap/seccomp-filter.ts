import { type SyscallName, syscallNumbers } from "./syscall-numbers.ts";

/*
 * The filter every process of a sandbox runs under, as a classic BPF program (linux/filter.h). It closes the doors that
 * neither an agent's tools nor root inside need and through which kernels have been broken before: mounting, new
 * namespaces, keyrings, bpf, io_uring, tracing, modules, clocks, sockets of rare families. Everything else is allowed:
 * what matters is refused by missing capabilities and namespaces already, and this is the second wall.
 */

const LOAD_WORD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_ANY_BIT = 0x45;
const JUMP_AT_LEAST = 0x35;
const RETURN = 0x06;

/** Where struct seccomp_data has what: the lower halves of arguments, both architectures being little-endian. */
const NUMBER_AT = 0;
const ARCHITECTURE_AT = 4;
const argumentAt = (index: number) => 16 + 8 * index;

const ALLOW = 0x7fff0000;
const KILL_PROCESS = 0x80000000;
const errno = (code: number) => 0x00050000 | code;
const EPERM = errno(1);
const ENOSYS = errno(38);
const EAFNOSUPPORT = errno(97);
const EPROTONOSUPPORT = errno(93);

/** Calls of the x32 ABI carry this bit, and would be other calls than their numbers say. */
const X32_BIT = 0x40000000;

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET; unshare knows NEWTIME, too. */
const NEW_NAMESPACES = 0x7e020000;
const NEW_TIME_NAMESPACE = 0x80;

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;
const NETLINK_ROUTE = 0;

const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;

/** Looked at closer below; every other name in the table is refused outright. */
const BY_ARGUMENT: SyscallName[] = ["clone", "clone3", "unshare", "socket", "ioctl"];
/** Programs try these and fall back on others when the kernel does not have them. */
const NOT_THERE: SyscallName[] = ["clone3", "io_uring_setup", "io_uring_enter", "io_uring_register", "open_tree"];

type Instruction = [code: number, jumpTrue: number, jumpFalse: number, value: number];

/** The program as the kernel takes it: 8 bytes for each instruction. Throws on an architecture it was not written for. */
export function seccompFilter(architecture: string): Buffer {
  const table = syscallNumbers(architecture);
  if (!table) throw new Error(`there is no seccomp filter for ${architecture}`);
  const { audit, numbers } = table;

  const refuse = Object.entries(numbers).flatMap(([name, number]): Instruction[] => {
    const syscall = name as SyscallName;
    if (number === null || (BY_ARGUMENT.includes(syscall) && !NOT_THERE.includes(syscall))) return [];
    return [
      [JUMP_EQUAL, 0, 1, number],
      [RETURN, 0, 0, NOT_THERE.includes(syscall) ? ENOSYS : EPERM],
    ];
  });
  const instructions: Instruction[] = [
    [LOAD_WORD, 0, 0, ARCHITECTURE_AT],
    [JUMP_EQUAL, 1, 0, audit],
    [RETURN, 0, 0, KILL_PROCESS],
    [LOAD_WORD, 0, 0, NUMBER_AT],
    [JUMP_AT_LEAST, 0, 1, X32_BIT],
    [RETURN, 0, 0, ENOSYS],
    ...refuse,
    ...when(numbers.clone, [
      [LOAD_WORD, 0, 0, argumentAt(0)],
      [JUMP_ANY_BIT, 0, 1, NEW_NAMESPACES],
      [RETURN, 0, 0, EPERM],
    ]),
    ...when(numbers.unshare, [
      [LOAD_WORD, 0, 0, argumentAt(0)],
      [JUMP_ANY_BIT, 0, 1, NEW_NAMESPACES | NEW_TIME_NAMESPACE],
      [RETURN, 0, 0, EPERM],
    ]),
    ...when(numbers.socket, [
      [LOAD_WORD, 0, 0, argumentAt(0)],
      [JUMP_EQUAL, 7, 0, AF_UNIX],
      [JUMP_EQUAL, 6, 0, AF_INET],
      [JUMP_EQUAL, 5, 0, AF_INET6],
      [JUMP_EQUAL, 1, 0, AF_NETLINK],
      [RETURN, 0, 0, EAFNOSUPPORT],
      [LOAD_WORD, 0, 0, argumentAt(2)],
      [JUMP_EQUAL, 1, 0, NETLINK_ROUTE],
      [RETURN, 0, 0, EPROTONOSUPPORT],
    ]),
    ...when(numbers.ioctl, [
      [LOAD_WORD, 0, 0, argumentAt(1)],
      [JUMP_EQUAL, 1, 0, TIOCSTI],
      [JUMP_EQUAL, 0, 1, TIOCLINUX],
      [RETURN, 0, 0, EPERM],
    ]),
    [RETURN, 0, 0, ALLOW],
  ];
  return assemble(instructions);
}

/** Runs `body` for that call, and allows it when the body has not returned. */
function when(number: number | null, body: Instruction[]): Instruction[] {
  if (number === null) return [];
  return [[JUMP_EQUAL, 0, body.length + 1, number], ...body, [RETURN, 0, 0, ALLOW]];
}

function assemble(instructions: Instruction[]): Buffer {
  const program = Buffer.alloc(instructions.length * 8);
  instructions.forEach(([code, jumpTrue, jumpFalse, value], index) => {
    program.writeUInt16LE(code, index * 8);
    program.writeUInt8(jumpTrue, index * 8 + 2);
    program.writeUInt8(jumpFalse, index * 8 + 3);
    program.writeUInt32LE(value >>> 0, index * 8 + 4);
  });
  return program;
}
