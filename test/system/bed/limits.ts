/** How long the bed waits before it calls a thing hung. Generous: the machines share two busy cores. */
export const limits = {
  readySeconds: 60,
  bootSeconds: 120,
  poweroffSeconds: 90,
  execSeconds: 180,
  diskMegabytes: 1024,
  outputBytesMax: 64 * 1024 * 1024,
} as const
