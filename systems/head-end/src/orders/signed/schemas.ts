import { instant, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'

export const signedApdu = resource(
  'SignedApdu',
  {
    sentAt: instant('When its session with the meter began.'),
    place: Type.Integer({ description: 'Place among the signed requests of that session, from 0.' }),
    apdu: Type.String({
      description:
        'General-signing (IEC 62056-5-3, tag DF) in hex: head, ciphered content, signature of this head-end. `ferraris telegram explain` shows it.',
    }),
  },
  'A request as it went to the meter, with its signature.',
)
export type SignedApdu = Static<typeof signedApdu>

export const signedApduList = wholeList(signedApdu, 'The signed requests of an order, oldest first.')
