import { defineErrors } from '@ferraris/errors'

/** What a customer's device keeps cannot be read or written. */
export class StoreError extends defineErrors('device-store', {
  unusable: [
    'local',
    'the data of the device cannot be read or written',
    'see that the disk has room and the folder is yours',
  ],
  damaged: [
    'local',
    'the data of the device are damaged',
    'restore the folder, or move it away and associate the device anew',
  ],
}) {}
