export { protect, unprotect } from './protect.ts'
export type { SmitpKeys, SmitpMode } from './security.ts'
export { SmitpKey } from './smitp-key.ts'
