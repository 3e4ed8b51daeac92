/** A symmetric key of the meter, by the name that class 64 gives it. */
export type ChangeableKey =
  | 'global-unicast-encryption'
  | 'authentication'
  | 'global-broadcast-encryption'
  | 'master'

export type NewMeterKeys = Readonly<Partial<Record<ChangeableKey, Uint8Array>>>

/**
 * Where the keys of a meter are kept, for their rotation. New keys are kept durably before they go to the meter, and the old ones
 * until the meter has proven that it holds the new ones: whichever of the two is in force after a power cut, we have it.
 */
export interface KeyChange {
  /** Whether they are those of the association in which it is asked. */
  readonly isOwn: boolean
  /** Octets of a key: 16 in suites 0 and 1, 32 in suite 2. */
  readonly keyLength: 16 | 32
  /** The master key of the meter, under which others are wrapped; undefined where it is not known. */
  readonly masterKey: Uint8Array | undefined
  /** Keys that a rotation before had brought to the meter without hearing of it: this session has found them in force. */
  readonly recovered: readonly ChangeableKey[]
  /** New keys that are kept but not proven yet, from a rotation that was broken off. */
  staged(): Promise<NewMeterKeys | undefined>
  /** Keeps new keys beside those in force. */
  stage(keys: NewMeterKeys): Promise<void>
  /** Whether the meter lets us associate anew under the staged keys, or those in force. Throws where it cannot be reached. */
  proves(which: 'staged' | 'current'): Promise<boolean>
  /** The staged keys take the place of those in force. */
  commit(): Promise<void>
}
