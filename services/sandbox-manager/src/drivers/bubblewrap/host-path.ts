/** Where the programs that sandboxes are built with lie, whatever the manager was started with. */
export const HOST_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
