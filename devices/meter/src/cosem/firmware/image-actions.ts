import { type Data, data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { transferBlockSize } from '../../store/firmware/image-transfer.ts'
import { type Action, decoded, done } from '../model/action.ts'
import type { Context } from '../model/context.ts'
import type { Write } from '../model/writes.ts'

const { attributes, methods } = classes.imageTransfer

/** The attributes of the image transfer (IEC 62056-6-2, class 18). */
export const imageSources = {
  'image.blockSize': () => data.doubleLongUnsigned(transferBlockSize),
  'image.blocks': ({ image }: Context): Data =>
    data.bits(Array.from({ length: image.blocks }, (_, block) => (image.has(block) ? '1' : '0')).join('')),
  'image.firstMissing': ({ image }: Context): Data => data.doubleLongUnsigned(image.firstMissing),
  'image.enabled': ({ image }: Context): Data => data.boolean(image.enabled),
  'image.status': ({ image }: Context): Data => attributes.status.type.encode(image.status),
  'image.info': ({ image }: Context): Data =>
    attributes.imageToActivateInfo.type.encode(image.verified === undefined ? [] : [image.verified]),
}

export const enableTransfer: Write = ({ image }, value) => {
  if (value.type !== 'boolean') return 'type-unmatched'
  image.enabled = value.value
  return 'success'
}

/** image_transfer_initiate (method 1). */
export const initiateTransfer: Action = ({ image }, parameter) => {
  const announced = parameter && decoded(methods.initiate.type, parameter)
  if (announced === undefined) return { result: 'type-unmatched' }
  return image.initiate(announced.identifier, announced.size) ? done : { result: 'other-reason' }
}

/** image_block_transfer (method 2). */
export const transferBlock: Action = ({ image }, parameter) => {
  const block = parameter && decoded(methods.blockTransfer.type, parameter)
  if (block === undefined) return { result: 'type-unmatched' }
  return image.take(block.number, block.value) ? done : { result: 'other-reason' }
}

/** image_verify (method 3). */
export const verifyImage: Action = ({ image }) => (image.verify() ? done : { result: 'other-reason' })

/** image_activate (method 4). */
export const activateImage: Action = ({ image, store, now }) =>
  store.memory.atomically(() => {
    if (!image.activate()) return { result: 'other-reason' } as const
    store.events.record('firmwareActivated', now)
    return done
  })
