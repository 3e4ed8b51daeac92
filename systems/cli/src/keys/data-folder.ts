/** Where a district or a head-end keeps what it has to remember. */
export function dataFolder(option: string | undefined): string {
  return option ?? (process.env.FERRARIS_DATA || './data')
}

/** The key ring within it. */
export const keyRingFile = 'keys.json'
