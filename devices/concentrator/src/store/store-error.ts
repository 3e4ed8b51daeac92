import { defineErrors } from '@ferraris/errors'

/** The store cannot do what it should; the message says what to try. Never carries key material. */
export class StoreError extends defineErrors('store', {
  full: [
    'unavailable',
    'the disk, or the share of it that the store may use, is full; nothing was written',
    'free space on the disk; work goes on by itself',
  ],
  unwritable: [
    'local',
    'the store cannot be opened or written',
    'give a data folder that this user may write',
  ],
  damaged: [
    'local',
    'the file is no store of this version',
    'restore it, move it away, or choose another data folder',
  ],
  kek: [
    'local',
    'the key-encryption key is missing, not secret, or not the one that the keys were wrapped with',
    'give the file of the key, with mode 0600',
  ],
}) {}
