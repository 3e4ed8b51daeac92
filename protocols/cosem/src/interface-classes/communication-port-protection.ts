import {
  doubleLongUnsigned,
  enumeration,
  integer,
  logicalName,
  longUnsigned,
  unsigned,
} from '../values/leaves.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

/** Class 124, Communication port protection: a port that closes after failed authentications (IEC 62056-6-2). */
export const communicationPortProtection = interfaceClass({
  name: 'Communication port protection',
  classId: 124,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    protectionMode: attribute(
      2,
      enumeration({ locked: 0, 'locked-on-failed-attempts': 1, unlocked: 2 }),
      'static',
      'whether the port is open, closed, or closes itself',
    ),
    allowedFailedAttempts: attribute(3, longUnsigned, 'static', 'failures before the port closes'),
    initialLockoutTime: attribute(
      4,
      doubleLongUnsigned,
      'static',
      'seconds that it stays closed the first time',
    ),
    steepnessFactor: attribute(5, unsigned, 'static', 'growth of that time with each further failure'),
    maxLockoutTime: attribute(6, doubleLongUnsigned, 'static', 'most seconds that it stays closed'),
    portReference: attribute(7, logicalName, 'static', 'communication port that is protected'),
    protectionStatus: attribute(
      8,
      enumeration({ unlocked: 0, 'temporarily-locked': 1, locked: 2 }),
      'dynamic',
      'whether the port is open now',
    ),
    failedAttempts: attribute(9, doubleLongUnsigned, 'dynamic', 'failures since the last reset'),
    cumulativeFailedAttempts: attribute(10, doubleLongUnsigned, 'dynamic', 'failures ever; never reset'),
  },
  methods: {
    reset: method(1, integer, 'clears the failures and opens the port'),
  },
})
