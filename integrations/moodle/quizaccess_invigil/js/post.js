// This file is part of Moodle - https://moodle.org/
//
// Moodle is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// Moodle is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with Moodle.  If not, see <https://www.gnu.org/licenses/>.

/**
 * Posts the one form of the page that has loaded this. In a window of its own it first looks whether the tool is there: a browser
 * would put its own page in the place of ours, and nobody would lead on from that one.
 *
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
(() => {
    /** Milliseconds between two looks, and how long one may take. */
    const EVERY = 4000;
    const form = document.getElementById('quizaccess_invigil_post');
    const away = document.getElementById('quizaccess_invigil_away');
    const beganAt = Date.now();

    const goOn = () => {
        if (Date.now() - beganAt > EVERY) {
            // The login that the form begins may be too old by now.
            window.location.reload();
        } else {
            form.submit();
        }
    };

    const look = () => {
        const picture = new Image();
        const answer = (there) => {
            clearTimeout(late);
            picture.onload = picture.onerror = null;
            if (there) {
                goOn();
                return;
            }
            away.hidden = false;
            setTimeout(look, EVERY * (1 + Math.random() / 4));
        };
        const late = setTimeout(() => answer(false), EVERY);
        picture.onload = () => answer(true);
        picture.onerror = () => answer(false);
        picture.src = `${new URL(form.action).origin}/static/icon.svg?${Date.now()}`;
    };

    if ('looks' in form.dataset && window.top === window) {
        look();
    } else {
        form.submit();
    }
})();
