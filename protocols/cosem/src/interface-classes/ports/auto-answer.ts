import { arrayOf, structure } from '../../values/composites.ts'
import { enumCode, enumeration, logicalName, octetString, unsigned } from '../../values/leaves.ts'
import { timeWindow } from '../../values/references.ts'
import { attribute, interfaceClass } from '../interface-class.ts'

/** Class 28, Auto answer, version 0: how the device answers calls (IEC 62056-6-2). */
export const autoAnswerV0 = interfaceClass({
  name: 'Auto answer',
  classId: 28,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    mode: attribute(2, enumCode, 'static', 'line used for one or more purposes, and the limit of calls'),
    listeningWindow: attribute(3, arrayOf(timeWindow), 'static', 'when calls are answered'),
    status: attribute(
      4,
      enumeration({ inactive: 0, active: 1, locked: 2 }),
      'dynamic',
      'whether calls are answered now',
    ),
    numberOfCalls: attribute(
      5,
      unsigned,
      'static',
      'calls of a window after which no more are answered; 0 for no limit',
    ),
    numberOfRings: attribute(
      6,
      structure({ inWindow: unsigned, outOfWindow: unsigned }),
      'static',
      'rings before a call is answered; 0 if it is not',
    ),
  },
  methods: {},
})

/** Version 2: callers that may call. */
export const autoAnswer = interfaceClass({
  ...autoAnswerV0,
  version: 2,
  attributes: {
    ...autoAnswerV0.attributes,
    allowedCallers: attribute(
      7,
      arrayOf(structure({ callerId: octetString, callType: enumeration({ normal: 0, 'wake-up': 1 }) })),
      'static',
      'callers that are answered; all if there are none',
    ),
  },
  methods: {},
})
