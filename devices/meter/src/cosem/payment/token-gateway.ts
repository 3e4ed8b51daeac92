import { fromHex } from '@ferraris/bytes'
import { classes } from '@ferraris/cosem/classes'
import { read } from '../model/attribute.ts'
import { outcome } from '../model/method.ts'
import { object } from '../model/object.ts'
import { moment } from './amounts.ts'
import { enterToken, lastToken } from './token.ts'

/** Entry of credit tokens (IEC 62056-6-2, class 115). */
export const tokenGateway = object(
  classes.tokenGateway,
  '0.0.19.40.0.255',
  {
    token: read(({ automation }) => fromHex(lastToken(automation)?.token ?? '')),
    tokenTime: read(context => moment(context, lastToken(context.automation)?.at)),
    tokenDescription: read(({ automation }) => {
      const { description = '' } = lastToken(automation) ?? {}
      return description === '' ? [] : [Buffer.from(description)]
    }),
    tokenDeliveryMethod: read('remote'),
    tokenStatus: read(({ automation }) => ({
      status: lastToken(automation)?.status ?? 'received',
      value: '',
    })),
  },
  {
    enter: ({ automation, now }, token) =>
      outcome(enterToken(automation, token, now).status === 'execution-ok'),
  },
)
