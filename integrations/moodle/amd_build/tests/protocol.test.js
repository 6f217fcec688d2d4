import {describe, expect, it, vi} from 'vitest';
import {open, read, stateOf} from '../../quizaccess_invigil/amd/src/protocol.js';

const ORIGIN = 'https://invigil.example';
const panel = {postMessage: vi.fn()};
const event = (data, changes = {}) => ({origin: ORIGIN, source: panel, data, ...changes});
const ready = {subject: 'invigil.ready', version: 1};

describe('read', () => {
    it('takes a message of the panel', () => expect(read(event(ready), panel, ORIGIN)).toBe(ready));

    it.each([
        ['another origin', event(ready, {origin: 'https://invigil.example.evil'})],
        ['another window', event(ready, {source: {}})],
        ['another version', event({...ready, version: 2})],
        ['no object', event('invigil.ready')],
        ['nothing', event(null)],
        ['no subject', event({version: 1})],
    ])('ignores %s', (name, wrong) => expect(read(wrong, panel, ORIGIN)).toBeNull());
});

describe('stateOf', () => {
    it('takes only what is of the right type', () => {
        expect(stateOf({state: 7, message: {}, require_fullscreen: 'yes', watch: 'copy'})).toEqual({state: '', message: '', elsewhere: false, fullscreen: false, watch: []});
        expect(stateOf({state: 'paused', message: 'Wait', require_fullscreen: true, watch: ['copy', 7]}))
            .toEqual({state: 'paused', message: 'Wait', elsewhere: false, fullscreen: true, watch: ['copy']});
        expect(stateOf({state: 'paused', elsewhere: true, message: 'In another window'}))
            .toMatchObject({state: '', message: '', elsewhere: true});
    });
});

describe('open', () => {
    const say = (data) => {
        const message = new MessageEvent('message', {origin: ORIGIN, data});
        Object.defineProperty(message, 'source', {value: panel});
        window.dispatchEvent(message);
    };

    it('calls the handler of a subject, and no other property', () => {
        const handlers = {ready: vi.fn()};
        open({contentWindow: panel}, ORIGIN, handlers);
        say(ready);
        say({subject: 'invigil.toString', version: 1});
        say({subject: 'ready', version: 1});
        expect(handlers.ready).toHaveBeenCalledTimes(1);
    });

    it('sends to the tool only, and nothing before the panel has spoken', () => {
        panel.postMessage.mockClear();
        const door = open({contentWindow: panel}, ORIGIN, {ready: () => null});
        door.send('shell', {begin: true});
        expect(panel.postMessage).not.toHaveBeenCalled();
        say(ready);
        door.send('shell', {begin: true});
        expect(panel.postMessage).toHaveBeenCalledWith({subject: 'invigil.shell', version: 1, begin: true}, ORIGIN);
        door.reset();
        door.send('shell', {begin: true});
        expect(panel.postMessage).toHaveBeenCalledTimes(1);
    });
});
