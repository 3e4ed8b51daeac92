import { defineErrors } from '@ferraris/errors'

/** Requests at the local interface of a device that it does not serve. */
export class LocalError extends defineErrors('customer-device', {
  unpaired: [
    'input',
    'this program or phone is not paired with the device, or no longer',
    'enter a code: ferraris customer-device pair, or the button of the device, shows one',
  ],
  'wrong-code': ['input', 'the code is wrong', 'see the code at the device; five wrong ones end it'],
  'no-code': ['input', 'no code is offered', 'have the device show a new one'],
  'too-many': [
    'unavailable',
    'the device is paired with as many as it can',
    'take away a pairing that is no longer used',
  ],
  'not-found': ['input', 'there is nothing at this address', 'see /api/v1/schema.json'],
  'bad-request': ['input', 'the request cannot be read', 'correct what the message names'],
  'foreign-origin': [
    'input',
    'the request comes from a page that is not of this device',
    'use the page of the device itself',
  ],
}) {}
