import {describe, expect, it} from 'vitest';
import {begun, cover, disagree, wantsFullscreen, word} from '../../quizaccess_invigil/amd/src/standing.js';

const server = (state, held = '') => ({state, held, message: ''});
const panel = (state, fullscreen = false) => ({state, fullscreen, message: ''});
const AWAY = {...server('running', 'elsewhere'), here: false};

describe('disagree', () => {
    it.each([
        ['running', 'paused', true],
        ['paused', 'running', true],
        ['running', 'terminated', true],
        ['running', 'running', false],
        ['running', 'disconnected', false],
        ['running', 'submitted', false],
        ['running', '', false],
        ['complete', 'running', false],
    ])('Moodle %s, panel %s: %s', (moodle, tool, wanted) => {
        expect(disagree(server(moodle), panel(tool))).toBe(wanted);
    });
});

describe('cover', () => {
    it('covers as soon as one of the two says so, until both say otherwise', () => {
        expect(cover(server('running'), panel('paused'))).toBe('paused');
        expect(cover(server('paused', 'paused'), panel('running'))).toBe('paused');
        expect(cover(server('running'), panel('running'))).toBe('');
    });

    it('puts the end above a pause', () => {
        expect(cover(server('paused', 'paused'), panel('terminated'))).toBe('terminated');
        expect(cover(server('terminated', 'terminated'), panel('paused'))).toBe('terminated');
    });

    it('leaves a page that only waits for the tool open', () => {
        expect(cover(server('running', 'not_live'), panel('running'))).toBe('');
        expect(cover(server('running', 'tool_away'), panel(''))).toBe('');
    });

    it('covers what goes on elsewhere, whatever the proctor has done but ended it', () => {
        expect(cover(AWAY, panel('running'))).toBe('elsewhere');
        expect(cover({...AWAY, state: 'paused', held: 'paused'}, panel(''))).toBe('elsewhere');
        expect(cover(server('running'), {...panel(''), elsewhere: true})).toBe('elsewhere');
        expect(cover(AWAY, panel('terminated'))).toBe('terminated');
        expect(wantsFullscreen(AWAY, panel('running', true))).toBe(false);
    });

    it('covers nothing before the beginning and after the end', () => {
        expect(cover(server('created', 'no_check_in'), panel('terminated'))).toBe('');
        expect(cover(server('complete'), panel('paused'))).toBe('');
    });
});

describe('word', () => {
    it.each([
        [server('created', 'no_check_in'), 'waiting', 'checkin'],
        [server('running'), 'running', 'running'],
        [server('running'), 'paused', 'paused'],
        [server('running', 'not_live'), 'running', 'waiting'],
        [server('terminated', 'terminated'), '', 'terminated'],
        [server('complete'), 'running', 'complete'],
        [AWAY, 'running', 'elsewhere'],
    ])('%j and panel %s: %s', (said, state, wanted) => expect(word(said, panel(state))).toBe(wanted));
});

describe('wantsFullscreen', () => {
    it('only while both say that the examinee works', () => {
        expect(wantsFullscreen(server('running'), panel('running', true))).toBe(true);
        expect(wantsFullscreen(server('running'), panel('running', false))).toBe(false);
        expect(wantsFullscreen(server('paused', 'paused'), panel('running', true))).toBe(false);
        expect(wantsFullscreen(server('created', 'no_check_in'), panel('running', true))).toBe(false);
    });
});

it('begun: everything but a missing check-in', () => {
    expect(begun(server('created', 'no_check_in'))).toBe(false);
    expect(begun(server('running', 'tool_away'))).toBe(true);
});
