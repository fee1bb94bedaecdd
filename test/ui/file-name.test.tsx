/** Home names the mesh, what it counts and its file, whatever way leads to that. */
import { expect, it } from 'vitest';
import { shortPath } from '#ui/model/file-name.ts';
import { drawn } from '../support/drawn.tsx';
import { atHome, start } from '../support/wizard-states.ts';

it.each([
  ['vpnmesh.yaml', 20, 'vpnmesh.yaml'],
  ['/a/b/vpnmesh.yaml', 17, '/a/b/vpnmesh.yaml'],
  ['/home/ana/meshes/vpnmesh.yaml', 25, '.../meshes/vpnmesh.yaml'],
  ['/home/ana/meshes/vpnmesh.yaml', 16, '.../vpnmesh.yaml'],
  ['/home/ana/meshes/vpnmesh.yaml', 12, 'vpnmesh.yaml'],
  ['/home/ana/a-very-long-name-of-a-mesh.yaml', 12, '...mesh.yaml'],
])('%s in %i columns is %s', (path, room, short) => {
  expect(shortPath(path, room)).toBe(short);
});

it.each([
  [80, 24],
  [60, 15],
])('home at %i x %i keeps the counts and the name of the file', (columns, rows) => {
  const home = atHome(start(columns, rows));
  const state = { ...home, file: `/home/ana/${'a-folder-inside-of-it/'.repeat(6)}vpnmesh.yaml` };
  const long = { ...state, draft: { ...home.draft, mesh: 'a-mesh-whose-name-is-32-letters-' } };
  expect(drawn(state)[2]).toMatch(/^mesh corp: 2 members, 1 tunnel \(\.\.\..*\/vpnmesh\.yaml\)$/);
  expect(drawn(long)[2]).toMatch(/^mesh a-mesh-whose-name-is-32-letters-: 2 members, 1 tunnel( \(.*\.yaml\))?$/);
});
