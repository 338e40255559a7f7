<?php
/** Pictures and documents in the cart's media folders, and nothing else anywhere else. */
class PolycartFiles {
    private static $pictures = array('jpg' => 2, 'jpeg' => 2, 'png' => 3, 'gif' => 1, 'webp' => 18);
    private $shop;

    public function __construct($shop) { $this->shop = $shop; }

    /** The file that a media folder and a relative path mean; folders on the way are made where $make says so. */
    private function place($what, $make) {
        $media = $this->shop->media();
        $name = isset($what['folder']) && is_string($what['folder']) ? $what['folder'] : '';
        $path = isset($what['path']) && is_string($what['path']) ? $what['path'] : '';
        $root = isset($media[$name]) ? realpath($media[$name]) : false;
        if ($root === false || strlen($path) > 400) { throw new PolycartRefusal('file', 'There is no such media folder, or the path is too long.'); }
        $parts = explode('/', $path);
        foreach ($parts as $part) {
            if (!preg_match('/^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_. ()+@,&\'-]{0,120}\z/u', $part) || preg_match('/[. ]\z/', $part)
                || preg_match('/\.(ph(p\d?|tml|ar|ps|t)|s?html?|cgi|pl|py|rb|sh|aspx?|jsp|htaccess|htpasswd|svg)(\.|\z)/i', $part)) {
                throw new PolycartRefusal('file', 'The path is not allowed.');
            }
        }
        $file = array_pop($parts);
        $folder = $root;
        foreach ($parts as $part) {
            if (!file_exists($folder . '/' . $part) && (!$make || !@mkdir($folder . '/' . $part, 0755))) {
                throw new PolycartRefusal($make ? 'permission' : 'missing', 'The folder does not exist, or cannot be made.');
            }
            $folder = realpath($folder . '/' . $part);
            if ($folder === false || !is_dir($folder) || strncmp($folder, $root . '/', strlen($root) + 1) !== 0) {
                throw new PolycartRefusal('file', 'The path leads out of the media folder.');
            }
        }
        if (is_link($folder . '/' . $file) || is_dir($folder . '/' . $file)) { throw new PolycartRefusal('file', 'The path is not a file.'); }
        return $folder . '/' . $file;
    }

    /** Refuse bytes that are not what the name says, or that hold PHP. */
    private function check($path, $bytes) {
        $kind = strtolower(pathinfo($path, PATHINFO_EXTENSION));
        if ($kind === 'webp') {
            $good = strncmp($bytes, 'RIFF', 4) === 0 && substr($bytes, 8, 4) === 'WEBP';
        } elseif (isset(self::$pictures[$kind])) {
            $size = @getimagesizefromstring($bytes);
            $good = $size && $size[2] === self::$pictures[$kind] && $size[0] > 0 && $size[1] > 0;
        } else { $good = $kind === 'pdf' && strncmp($bytes, '%PDF-', 5) === 0; }
        // A short tag alone turns up by chance in compressed pixels; followed by text it does not.
        if (!$good || stripos($bytes, '<?php') !== false || preg_match('/<\?(=|\s)[\x20-\x7e\s]{8}|<script[^>]{0,99}php/i', $bytes)) {
            throw new PolycartRefusal('file', 'The content is not what the name of the file says.');
        }
    }

    /** file.put: folder, path, data (base64); overwrite lets an existing file be replaced. */
    public function put($what) {
        $bytes = base64_decode(isset($what['data']) && is_string($what['data']) ? $what['data'] : '', true);
        $path = isset($what['path']) ? $what['path'] : '';
        if ($bytes === false || $bytes === '' || !is_string($path)) { throw new PolycartRefusal('file', 'The file is empty or no base64.'); }
        $this->check($path, $bytes);
        $target = $this->place($what, true);
        if (file_exists($target) && (empty($what['overwrite']) || !is_file($target))) {
            throw new PolycartRefusal('exists', 'The file exists already.');
        }
        $draft = dirname($target) . '/polycart-' . bin2hex(PolycartWire::random(8)) . '.tmp';
        $good = @file_put_contents($draft, $bytes) === strlen($bytes) && @chmod($draft, 0644) && @rename($draft, $target);
        if (!$good) {
            @unlink($draft);
            throw new PolycartRefusal('permission', 'The file cannot be written.');
        }
        $this->forget($what);
        return array('bytes' => strlen($bytes));
    }

    /** file.delete: folder, path; with what the shop has made of it. */
    public function delete($what) {
        $target = $this->place($what, false);
        if (!is_file($target)) { throw new PolycartRefusal('missing', 'The file does not exist.'); }
        $kind = strtolower(pathinfo($target, PATHINFO_EXTENSION));
        if (!isset(self::$pictures[$kind]) && $kind !== 'pdf') { throw new PolycartRefusal('file', 'The file is neither a picture nor a document.'); }
        if (!@unlink($target)) { throw new PolycartRefusal('permission', 'The file cannot be deleted.'); }
        return array('deleted' => 1 + $this->forget($what));
    }

    private function forget($what) {
        $pattern = $this->shop->derived($what['folder'], $what['path']);
        return count(array_filter(array_map('unlink', $pattern === '' ? array() : array_filter((array) glob($pattern), 'is_file'))));
    }
}
