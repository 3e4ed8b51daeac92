/** The two parts of a catalogue, as `build/compile-messages.ts` makes them. */
declare module '*.json?first' {
  const messages: import('@lingui/core').Messages
  export default messages
}
declare module '*.json?rest' {
  const messages: import('@lingui/core').Messages
  export default messages
}
