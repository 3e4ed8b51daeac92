import { logicalName, longUnsigned, octetString } from '../../values/leaves.ts'
import { attribute, interfaceClass } from '../interface-class.ts'

/** Class 46, SMTP setup (IEC 62056-6-2). */
export const smtpSetup = interfaceClass({
  name: 'SMTP setup',
  classId: 46,
  version: 0,
  attributes: {
    logicalName: attribute(1, logicalName, 'static', 'names the instance'),
    serverPort: attribute(2, longUnsigned, 'static', 'port of the mail server'),
    userName: attribute(3, octetString, 'static', 'name to sign in with'),
    loginPassword: attribute(4, octetString, 'static', 'password to sign in with'),
    serverAddress: attribute(5, octetString, 'static', 'name or address of the mail server'),
    senderAddress: attribute(6, octetString, 'static', 'mail address of the device'),
  },
  methods: {},
})
