/** The kernel's numbers per architecture; null where it has no such call. */
export interface SyscallNumbers {
  /** AUDIT_ARCH_* of linux/audit.h. */
  audit: number;
  numbers: Record<SyscallName, number | null>;
}

export type SyscallName = (typeof SYSCALL_NAMES)[number];

const TABLE = {
  // name: [x86-64, arm64]
  _sysctl: [156, null],
  acct: [163, 89],
  add_key: [248, 217],
  adjtimex: [159, 171],
  bpf: [321, 280],
  clock_adjtime: [305, 266],
  clock_settime: [227, 112],
  clone: [56, 220],
  clone3: [435, 435],
  delete_module: [176, 106],
  fanotify_init: [300, 262],
  finit_module: [313, 273],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fsopen: [430, 430],
  fspick: [433, 433],
  init_module: [175, 105],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  io_uring_setup: [425, 425],
  ioctl: [16, 29],
  ioperm: [173, null],
  iopl: [172, null],
  kcmp: [312, 272],
  kexec_file_load: [320, 294],
  kexec_load: [246, 104],
  keyctl: [250, 219],
  lookup_dcookie: [212, 18],
  mbind: [237, 235],
  migrate_pages: [256, 238],
  mount: [165, 40],
  mount_setattr: [442, 442],
  move_mount: [429, 429],
  move_pages: [279, 239],
  name_to_handle_at: [303, 264],
  nfsservctl: [180, 42],
  open_by_handle_at: [304, 265],
  open_tree: [428, 428],
  perf_event_open: [298, 241],
  pidfd_getfd: [438, 438],
  pivot_root: [155, 41],
  process_madvise: [440, 440],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  ptrace: [101, 117],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  reboot: [169, 142],
  request_key: [249, 218],
  setdomainname: [171, 162],
  sethostname: [170, 161],
  setns: [308, 268],
  settimeofday: [164, 170],
  socket: [41, 198],
  swapoff: [168, 225],
  swapon: [167, 224],
  syslog: [103, 116],
  umount2: [166, 39],
  unshare: [272, 97],
  uselib: [134, null],
  userfaultfd: [323, 282],
  vhangup: [153, 58],
  vmsplice: [278, 75],
} as const satisfies Record<string, readonly [number | null, number | null]>;

export const SYSCALL_NAMES = Object.keys(TABLE) as (keyof typeof TABLE)[];

const ARCHITECTURES: Record<string, { audit: number; column: 0 | 1 }> = {
  x64: { audit: 0xc000003e, column: 0 },
  arm64: { audit: 0xc00000b7, column: 1 },
};

/** Undefined on an architecture for which nobody has written them down. */
export function syscallNumbers(architecture: string): SyscallNumbers | undefined {
  const found = ARCHITECTURES[architecture];
  if (!found) return undefined;
  const pairs = SYSCALL_NAMES.map((name) => [name, TABLE[name][found.column]] as const);
  return { audit: found.audit, numbers: Object.fromEntries(pairs) as Record<SyscallName, number | null> };
}
