// The page opens where the device does not answer, and says so. What the device knows is never kept here.
const shell = 'ferraris-shell'

addEventListener('install', event => event.waitUntil(caches.open(shell).then(cache => cache.add('/'))))

addEventListener('fetch', event => {
  const { pathname } = new URL(event.request.url)
  if (event.request.method !== 'GET' || pathname.startsWith('/api/')) return
  event.respondWith(fetched(event.request))
})

async function fetched(request) {
  const cache = await caches.open(shell)
  try {
    const response = await fetch(request)
    if (response.ok) await cache.put(request, response.clone())
    return response
  } catch (error) {
    const kept = await cache.match(request)
    if (kept === undefined) throw error
    return kept
  }
}
