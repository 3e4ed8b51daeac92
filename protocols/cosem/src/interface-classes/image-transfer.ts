import { arrayOf, structure } from '../values/composites.ts'
import {
  bitString,
  boolean,
  doubleLongUnsigned,
  enumeration,
  integer,
  logicalName,
  octetString,
} from '../values/leaves.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

export const imageTransferStatus = enumeration({
  'not-initiated': 0,
  initiated: 1,
  'verification-initiated': 2,
  'verification-successful': 3,
  'verification-failed': 4,
  'activation-initiated': 5,
  'activation-successful': 6,
  'activation-failed': 7,
})

/** Class 18, Image transfer: new firmware in blocks (IEC 62056-6-2). */
export const imageTransfer = interfaceClass({
  name: 'Image transfer',
  classId: 18,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    blockSize: attribute(2, doubleLongUnsigned, 'static', 'octets in each block but the last'),
    transferredBlocksStatus: attribute(3, bitString, 'dynamic', 'a bit for each block that has arrived'),
    firstNotTransferredBlockNumber: attribute(
      4,
      doubleLongUnsigned,
      'dynamic',
      'lowest block that is missing; the number of blocks when none is',
    ),
    transferEnabled: attribute(5, boolean, 'static', 'whether a transfer may be initiated'),
    status: attribute(6, imageTransferStatus, 'dynamic', 'how far the transfer has come'),
    imageToActivateInfo: attribute(
      7,
      arrayOf(structure({ size: doubleLongUnsigned, identification: octetString, signature: octetString })),
      'dynamic',
      'what the image holds, known once it is verified',
    ),
  },
  methods: {
    initiate: method(
      1,
      structure({ identifier: octetString, size: doubleLongUnsigned }),
      'begins the transfer of an image of this size',
    ),
    blockTransfer: method(
      2,
      structure({ number: doubleLongUnsigned, value: octetString }),
      'stores one block, counted from 0',
    ),
    verify: method(3, integer, 'checks that the image is whole and genuine'),
    activate: method(4, integer, 'makes the device run the image'),
  },
})
