export { protect, unprotect } from './protect.ts'
export { openRefusal } from './refusal.ts'
export type { Ciphering, SmitpKeys, SmitpMode, SmitpSecurity } from './security.ts'
export { SmitpKey } from './smitp-key.ts'
