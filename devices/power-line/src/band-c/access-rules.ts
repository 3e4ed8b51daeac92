/** How stations share CENELEC C (EN 50065-1, the band-in-use rules around 132.5 kHz; read from memory, so they are data). */
export const accessRules = {
  /** So long, by chance in between, the band must have been free before a station sends, milliseconds. */
  leastFreeMs: 85,
  mostFreeMs: 115,
  /** How often a frame finds the band in use before it is given up. */
  mostAttempts: 5,
  /** Time on air without a pause, and the pause after it, milliseconds. */
  longestBurstMs: 1000,
  silenceMs: 125,
  /** From one look at the line to the next, milliseconds: shorter than any frame. */
  lookMs: 5,
} as const
