import optimizeLocales from '@react-aria/optimize-locales-plugin'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compileMessages } from './build/compile-messages.ts'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    compileMessages(),
    react(),
    tailwindcss(),
    // React Aria brings its own texts in thirty languages; the console speaks three.
    { ...optimizeLocales.vite({ locales: ['en-GB', 'en-US', 'it-IT', 'es-ES'] }), enforce: 'pre' },
  ],
  // While developing: the interface of a head-end that runs elsewhere.
  server: { proxy: { '/api': process.env.FERRARIS_URL ?? 'http://127.0.0.1:8080' } },
  build: {
    // light-dark() and nested CSS go out as written: all of these understand them.
    target: ['chrome125', 'edge125', 'firefox128', 'safari17.5'],
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // What many rooms share travels as one file instead of thirty.
      output: { codeSplitting: { groups: [{ name: 'base', minShareCount: 4 }] } },
    },
  },
})
