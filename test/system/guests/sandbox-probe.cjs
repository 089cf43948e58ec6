// Runs inside a machine, as the main process of one of our units, and reports what its sandbox lets it do.
const fs = require('node:fs')
const http = require('node:http')
const net = require('node:net')
const { spawnSync } = require('node:child_process')

const outcome = (work) => { try { work(); return 'ok' } catch (thrown) { return thrown.code ?? String(thrown) } }
const write = (path) => outcome(() => {
  fs.writeFileSync(`${path}.partial`, 'x')
  const file = fs.openSync(`${path}.partial`, 'r+')
  fs.fchmodSync(file, 0o755)
  fs.fsyncSync(file)
  fs.closeSync(file)
  fs.renameSync(`${path}.partial`, path)
})
const link = (from, to) => outcome(() => { fs.rmSync(to, { force: true }); fs.linkSync(from, to) })
const child = (file, ...args) => { const ran = spawnSync(file, args); return ran.error?.code ?? (ran.status === 0 ? 'ok' : `exit ${ran.status}: ${ran.stderr}`) }
const connect = (options, patienceMs = 60_000) => new Promise((resolve) => {
  const socket = net.connect(options, () => { socket.destroy(); resolve('ok') })
  socket.on('error', (error) => resolve(error.code))
  // A packet that a filter drops is answered by nobody.
  socket.setTimeout(patienceMs, () => { socket.destroy(); resolve('dropped') })
})
const loopback = () => new Promise((resolve) => {
  const server = http.createServer((_, response) => response.end('fine'))
  server.on('error', (error) => resolve(error.code))
  server.listen(0, '127.0.0.1', () => http.get({ host: '127.0.0.1', port: server.address().port }, (response) => {
    response.resume()
    response.on('end', () => { server.close(); resolve('ok') })
  }).on('error', (error) => { server.close(); resolve(error.code) }))
})
const flock = () => {
  const file = fs.openSync(`${process.env.RUNTIME_DIRECTORY ?? process.env.CACHE_DIRECTORY ?? '/var/spool/app-upgrade/acme'}/probe.lock`, 'w')
  const ran = spawnSync('flock', ['-n', '3'], { stdio: ['ignore', 'ignore', 'ignore', file] })
  return ran.error?.code ?? (ran.status === 0 ? 'ok' : `exit ${ran.status}`)
}

async function probe() {
  return {
    opt: write('/opt/acme/bin'), srv: write('/srv/probe'), 'var/lib': write('/var/lib/acme/probe'), 'usr/local': write('/usr/local/bin/acme'),
    state: write('/var/lib/app-upgrade/probe'), cache: write('/var/cache/app-upgrade/probe'), spool: write('/var/spool/app-upgrade/probe'), dropIns: write('/run/systemd/system/probe.conf'),
    units: write('/etc/systemd/system/probe'), etc: write('/etc/probe'), 'usr/bin': write('/usr/bin/probe'), home: write('/root/probe'),
    linkInOpt: link('/opt/acme/bin', '/opt/acme/kept'), linkOptToVar: link('/opt/acme/bin', '/var/lib/acme/kept'), linkLocalToOpt: link('/usr/local/bin/acme', '/opt/acme/adopted'),
    linkForeign: link('/opt/foreign/file', '/opt/foreign/kept'),
    readShelf: outcome(() => fs.readFileSync('/var/cache/app-upgrade/shelf/release')),
    pruneShelf: outcome(() => fs.rmSync('/var/cache/app-upgrade/shelf', { recursive: true })),
    chown: outcome(() => fs.chownSync('/opt/acme/bin', 1, 1)),
    loopback: await loopback(), elsewhere: await connect({ host: '198.51.100.1', port: 9 }, 2000),
    bus: await connect({ path: '/run/dbus/system_bus_socket' }), privateBus: await connect({ path: '/run/systemd/private' }),
    restart: child('systemctl', 'restart', 'ordinary.service'), journal: child('journalctl', '-n1', '-o', 'json'), logger: child('logger', '-t', 'probe', 'hello'), flock: flock(),
    ffi: outcome(() => require('node:ffi')),
  }
}

void probe().then((found) => fs.writeFileSync(`${process.env.STATE_DIRECTORY ?? process.env.CACHE_DIRECTORY ?? '/var/spool/app-upgrade/acme'}/found.json`, JSON.stringify(found)))
