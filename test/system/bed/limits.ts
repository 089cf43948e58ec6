/** How long the bed waits before it calls a thing hung. Many times what anything takes: the machines share two busy cores, and no test is about these. */
export const limits = {
  readySeconds: 300,
  bootSeconds: 600,
  poweroffSeconds: 300,
  execSeconds: 600,
  diskMegabytes: 1024,
  outputBytesMax: 64 * 1024 * 1024,
} as const
