import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {create, delay, load} from '../../quizaccess_invigil/amd/src/asking.js';

describe('delay', () => {
    it('does not ask while nothing is waited for', () => expect(delay('', 0, 0)).toBeNull());

    it('asks soon for what the panel knows, then slower, then rarely', () => {
        expect(delay('confirm', 0, 0)).toBe(1000);
        expect(delay('confirm', 1000, 1000)).toBe(1500);
        expect(delay('confirm', 5000, 30000)).toBe(5000);
        expect(delay('confirm', 5000, 60001)).toBe(15000);
    });

    it('asks every 5 s while held, slower up to 15 s', () => {
        expect(delay('held', 0, 0)).toBe(5000);
        expect(delay('held', 15000, 0)).toBe(15000);
    });
});

describe('create', () => {
    let why;
    let question;
    let answer;
    let asking;

    beforeEach(() => {
        vi.useFakeTimers();
        vi.spyOn(Math, 'random').mockReturnValue(0);
        why = '';
        question = vi.fn(async() => ({state: 'running'}));
        answer = vi.fn();
        asking = create({question, answer, why: () => why});
    });
    afterEach(() => {
        asking.stop();
        vi.useRealTimers();
        vi.restoreAllMocks();
    });

    it('is silent through an exam in which all is well', async() => {
        asking.changed();
        await vi.advanceTimersByTimeAsync(3 * 3600 * 1000);
        expect(question).not.toHaveBeenCalled();
    });

    it('asks until Moodle agrees', async() => {
        why = 'confirm';
        asking.changed();
        await vi.advanceTimersByTimeAsync(2600);
        expect(question).toHaveBeenCalledTimes(2);
        why = '';
        await vi.advanceTimersByTimeAsync(60000);
        expect(question).toHaveBeenCalledTimes(3);
    });

    it('goes on after a failure, and asks one question at a time', async() => {
        why = 'held';
        question.mockRejectedValueOnce(new Error('503'));
        asking.now();
        asking.now();
        await vi.advanceTimersByTimeAsync(5100);
        expect(question).toHaveBeenCalledTimes(2);
        expect(answer).toHaveBeenCalledTimes(1);
    });

    it('a tab that is shown again asks once a minute at most', async() => {
        asking.shown();
        await vi.advanceTimersByTimeAsync(59000);
        asking.shown();
        expect(question).toHaveBeenCalledTimes(1);
        await vi.advanceTimersByTimeAsync(1000);
        asking.shown();
        expect(question).toHaveBeenCalledTimes(2);
    });

    it('says nothing once stopped', async() => {
        why = 'held';
        asking.now();
        asking.stop();
        await vi.advanceTimersByTimeAsync(60000);
        expect(answer).not.toHaveBeenCalled();
    });
});

describe('load', () => {
    afterEach(() => vi.unstubAllGlobals());
    const answers = (status, body) => vi.stubGlobal('fetch', async() => new Response(body, {status}));

    it('returns what Moodle says', async() => {
        answers(200, '{"state":"paused","held":"paused"}');
        expect(await load('/state.php')).toEqual({state: 'paused', held: 'paused'});
    });

    it.each([[404, '{"error":"x"}'], [200, '{"error":"requireloginerror"}'], [200, '<html>']])('fails at %i %s', async(status, body) => {
        answers(status, body);
        await expect(load('/state.php')).rejects.toThrow();
    });
});
