/** Where the cause of an error lies; exit status of a command and HTTP status of an answer follow from it. */
export const culprits = {
  input: {
    meaning: 'what was asked is wrong or incomplete; correct it, then ask again',
    exitStatus: 2,
    httpStatus: 400,
  },
  local: {
    meaning: 'this side cannot do it as it stands: its keys, counters, files or settings',
    exitStatus: 1,
    httpStatus: 500,
  },
  remote: {
    meaning: 'the other side refused, or broke the rules of the protocol',
    exitStatus: 1,
    httpStatus: 502,
  },
  transport: {
    meaning: 'nothing came through: no connection, or no answer',
    exitStatus: 1,
    httpStatus: 504,
  },
  unavailable: {
    meaning: 'something that is needed is busy or away; the same request may succeed later',
    exitStatus: 1,
    httpStatus: 503,
  },
} as const

export type Culprit = keyof typeof culprits
