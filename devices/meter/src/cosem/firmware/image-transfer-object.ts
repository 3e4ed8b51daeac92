import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { transferBlockSize } from '../../store/firmware/image-transfer.ts'
import { read, writable } from '../model/attribute.ts'
import { done, outcome, refused } from '../model/method.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { invoking, scriptTable } from '../schedules/script-table.ts'
import { singleAction } from '../schedules/single-action-schedule.ts'

/** New firmware (IEC 62056-6-2, class 18). */
const imageTransfer = object(
  classes.imageTransfer,
  obisCodes.imageTransfer,
  {
    blockSize: read(transferBlockSize),
    transferredBlocksStatus: read(({ image }) =>
      Array.from({ length: image.blocks }, (_, block) => (image.has(block) ? '1' : '0')).join(''),
    ),
    firstNotTransferredBlockNumber: read(({ image }) => image.firstMissing),
    transferEnabled: writable(
      ({ image }) => image.enabled,
      ({ image }, enabled) => {
        image.enabled = enabled
        return 'success'
      },
    ),
    status: read(({ image }) => image.status),
    imageToActivateInfo: read(({ image }) => (image.verified === undefined ? [] : [image.verified])),
  },
  {
    initiate: ({ image }, { identifier, size }) => outcome(image.initiate(identifier, size)),
    blockTransfer: ({ image }, { number, value }) => outcome(image.take(number, value)),
    verify: ({ image, store, now }) =>
      store.memory.atomically(() => {
        const before = image.status
        const isGood = image.verify()
        if (image.status !== before && isGood) store.events.record('firmwareReady', now)
        if (image.status === 'verification-failed') store.events.record('firmwareRefused', now)
        return outcome(isGood)
      }),
    activate: ({ image, store, now }) =>
      store.memory.atomically(() => {
        if (!image.activate(now)) return refused
        store.events.record('firmwareActivated', now)
        return done
      }),
  },
)

const activationScripts = '0.0.10.0.107.255'

/** New firmware, and its activation by time. */
export const firmware: readonly ObjectEntry[] = [
  imageTransfer,
  scriptTable(activationScripts, [invoking(18, obisCodes.imageTransfer, 4)]),
  singleAction('0.0.15.0.2.255', activationScripts, 1),
]
