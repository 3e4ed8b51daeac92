/** Where a district or a head-end keeps what it has to remember. */
export const dataFolder = (option: string | undefined): string =>
  option ?? (process.env.FERRARIS_DATA || './data')

/** The key ring within it. */
export const keyRingFile = 'keys.json'
