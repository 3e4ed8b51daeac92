import { defineErrors } from '@ferraris/errors'

/** The door for concentrators cannot be opened as asked. */
export class AccessError extends defineErrors(
  'concentrators',
  {
    'concentrators-not-served': [
      'local',
      'Concentrators cannot call in as asked: a port is taken, or a certificate is missing or unusable.',
      'Choose other ports for them, or stop the processes that use these; beyond loopback give certificate, key and the authority that signs theirs.',
    ],
  },
  ({ detail, remedy }) => `${detail}. ${remedy}`,
) {}
