import { defineErrors, detailAndRemedy } from '@ferraris/errors'

/** A work order that must not be carried out, or results that must not be believed. Never carries keys. */
export class WorkOrderError extends defineErrors(
  'work-order',
  {
    malformed: [
      'remote',
      'the file is no work order',
      'ask for the file again, it was cut or changed on the way',
    ],
    altered: [
      'remote',
      'the signature is wrong',
      'it does not bear the signature of this head-end; trust nothing in it, and ask for a new one',
    ],
    foreign: [
      'remote',
      'the order is not for this field device',
      'it was made for another field device; ask for one for yours (ferraris field init shows its keys)',
    ],
    early: ['local', 'the order is not valid yet', 'wait, or set the clock of this computer'],
    expired: ['remote', 'the order is not valid any more', 'ask for a new order'],
    'clock-back': [
      'local',
      'the clock of this computer was put back',
      'set the clock of this computer right',
    ],
    'not-allowed': ['remote', 'the order does not allow this', 'ask for an order that allows it'],
  },
  detailAndRemedy,
) {}
