import { arrayOf, structure } from '../values/composites.ts'
import { bitString, integer, logicalName, longUnsigned, unsigned } from '../values/leaves.ts'
import { scriptReference } from '../values/references.ts'
import { attribute, interfaceClass, method } from './interface-class.ts'

/** Class 68, Arbitrator: which of several actors has its will (IEC 62056-6-2). */
export const arbitrator = interfaceClass({
  name: 'Arbitrator',
  classId: 68,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    actions: attribute(2, arrayOf(scriptReference), 'static', 'scripts that actors may request'),
    permissionsTable: attribute(
      3,
      arrayOf(bitString),
      'static',
      'for each actor, a bit for each action it may request',
    ),
    weightingsTable: attribute(
      4,
      arrayOf(arrayOf(longUnsigned)),
      'static',
      'for each actor, the weight of its request for each action',
    ),
    mostRecentRequestsTable: attribute(
      5,
      arrayOf(bitString),
      'dynamic',
      'for each actor, what it has requested last',
    ),
    lastOutcome: attribute(6, unsigned, 'dynamic', 'number of the action that won last, from 1; 0 if none'),
  },
  methods: {
    requestAction: method(
      1,
      structure({ actor: unsigned, actions: bitString }),
      'puts the request of an actor; the heaviest action is executed',
    ),
    reset: method(2, integer, 'clears all requests and the outcome'),
  },
})
