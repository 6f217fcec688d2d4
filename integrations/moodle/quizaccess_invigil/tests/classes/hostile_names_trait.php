<?php
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

namespace quizaccess_invigil\tests;

/**
 * Names that somebody gave to do harm, or only in several languages, and what pages make of them.
 *
 * @package    quizaccess_invigil
 * @copyright  2026 The Invigil authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
trait hostile_names_trait {
    /**
     * Names of things as Moodle keeps them, and as they are to be read.
     *
     * @return array[]
     */
    public static function names(): array {
        $spans = fn(string $english, string $spanish): string => '<span lang="en" class="multilang">' . $english . '</span>'
            . '<span lang="es" class="multilang">' . $spanish . '</span>';
        return [
            'ends an attribute' => ['"><b x=\'', '">'],
            'brings a script' => ['Q"><script>window.owned=1</script> & \'q\'', 'Q">window.owned=1 & \'q\''],
            'attribute without a tag' => ['x" onload="owned()" y=\'', 'x" onload="owned()" y=\''],
            'in two languages' => [$spans('Frogs', 'Ranas'), 'Frogs'],
            'a quote in a language' => [$spans('Frogs"&gt;', 'Ranas'), 'Frogs">'],
            'entities' => ['Cats &amp; dogs &lt;b&gt; A & B', 'Cats & dogs <b> A & B'],
            'emoji' => ['🐸 Frösche 👩‍🔬', '🐸 Frösche 👩‍🔬'],
            '255 characters' => [str_repeat('🐸"', 127) . '>', str_repeat('🐸"', 127) . '>'],
            'a template' => ['{{quizurl}} {{#str}}ok{{/str}} {$a}', '{{quizurl}} {{#str}}ok{{/str}} {$a}'],
        ];
    }

    /**
     * Lets the filter for several languages work on names, as sites do that have them.
     */
    protected function filter_names(): void {
        filter_set_global_state('multilang', TEXTFILTER_ON);
        filter_set_applies_to_strings('multilang', true);
        \filter_manager::reset_caches();
    }

    /**
     * Gives a person a name that Moodle's forms would not take, but other ways into its database do.
     *
     * @param \stdClass $user
     * @param string $first
     * @param string $last
     */
    protected function rename_person(\stdClass $user, string $first, string $last): void {
        global $DB;
        [$user->firstname, $user->lastname] = [$first, $last];
        $DB->update_record('user', (object) ['id' => $user->id, 'firstname' => $first, 'lastname' => $last]);
    }

    /**
     * A page as a browser reads it.
     *
     * @param string $html
     * @return \DOMXPath
     */
    protected function read_html(string $html): \DOMXPath {
        $before = libxml_use_internal_errors(true);
        $document = new \DOMDocument();
        $document->loadHTML('<?xml encoding="utf-8"?>' . $html);
        libxml_clear_errors();
        libxml_use_internal_errors($before);
        return new \DOMXPath($document);
    }

    /**
     * What a page is made of: its elements with the names of their attributes, in order, without what is written in them.
     *
     * @param string $html
     * @return string[]
     */
    protected function skeleton(string $html): array {
        $elements = [];
        foreach ($this->read_html($html)->query('//*') as $element) {
            $names = array_map(fn($attribute) => $attribute->nodeName, iterator_to_array($element->attributes));
            $elements[] = implode(' ', [$element->nodeName, ...array_values($names)]);
        }
        return $elements;
    }

    /**
     * All that is written in a page: in attributes and between the tags.
     *
     * @param string $html
     * @return string
     */
    protected function writing(string $html): string {
        $found = '';
        foreach ($this->read_html($html)->query('//@* | //text()') as $node) {
            $found .= $node->nodeValue . "\n";
        }
        return $found;
    }

    /**
     * Fills each template of a plugin with a text in the place of every text of its example: the page is made of the same
     * elements as with a harmless one, and the text stands in it just as often, as it is.
     *
     * @param string $component
     * @param string[] $html keys by template that are HTML by contract
     * @param string $text
     */
    protected function assert_templates_hold(string $component, array $html, string $text): void {
        global $OUTPUT;
        $files = glob(\core_component::get_component_directory($component) . '/templates/*.mustache');
        $this->assertNotEmpty($files);
        foreach ($files as $file) {
            $template = basename($file, '.mustache');
            $this->assertSame(1, preg_match('/Example context \(json\):\s*(\{.*?\})\s*\}\}\n/s', file_get_contents($file), $found));
            $example = json_decode($found[1], true, 512, JSON_THROW_ON_ERROR);
            $pages = [];
            foreach (['harmless', $text] as $words) {
                $context = self::filled($example, $words, $html[$template] ?? []);
                $pages[] = $OUTPUT->render_from_template("$component/$template", $context);
            }
            $this->assertSame($this->skeleton($pages[0]), $this->skeleton($pages[1]), $template);
            $this->assertSame(
                substr_count($this->writing($pages[0]), 'harmless'),
                substr_count($this->writing($pages[1]), $text),
                $template
            );
        }
    }

    /**
     * An example with other words.
     *
     * @param array $example
     * @param string $words
     * @param string[] $keep keys that stay
     * @return array
     */
    private static function filled(array $example, string $words, array $keep): array {
        foreach ($example as $key => $value) {
            if (in_array((string) $key, $keep, true)) {
                continue;
            }
            $example[$key] = is_array($value) ? self::filled($value, $words, $keep) : (is_string($value) ? $words : $value);
        }
        return $example;
    }
}
