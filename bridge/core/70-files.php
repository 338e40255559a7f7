<?php
/** Pictures and documents in the cart's media folders, and nothing else anywhere else. */
class PolycartFiles {
    private static $pictures = array('jpg' => 2, 'jpeg' => 2, 'png' => 3, 'gif' => 1, 'webp' => 18);
    private $shop;

    public function __construct($shop) { $this->shop = $shop; }

    /** The file that a media folder and a relative path mean; folders on the way are made where $make says so. */
    private function place($what, $make) {
        list($media, $name, $path) = array($this->shop->media, polycart_text($what, 'folder'), polycart_text($what, 'path'));
        $root = isset($media[$name]) ? realpath($media[$name]) : false;
        polycart_need($root !== false && strlen($path) <= 400, 'file', 'There is no such media folder, or the path is too long.');
        foreach ($parts = explode('/', $path) as $part) {
            $good = preg_match('/^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_. ()+@,&\'-]{0,120}\z/u', $part) && !preg_match('/[. ]\z/', $part)
                && !preg_match('/\.(ph(p\d?|tml|ar|ps|t)|s?html?|cgi|pl|py|rb|sh|aspx?|jsp|htaccess|htpasswd|svg)(\.|\z)/i', $part);
            polycart_need($good, 'file', 'The path is not allowed.');
        }
        list($file, $folder) = array(array_pop($parts), $root);
        foreach ($parts as $part) {
            $there = file_exists($folder . '/' . $part) || ($make && @mkdir($folder . '/' . $part, 0755));
            polycart_need($there, $make ? 'permission' : 'missing', 'The folder does not exist, or cannot be made.');
            $folder = realpath($folder . '/' . $part);
            $inside = $folder !== false && is_dir($folder) && strncmp($folder, $root . '/', strlen($root) + 1) === 0;
            polycart_need($inside, 'file', 'The path leads out of the media folder.');
        }
        polycart_need(!is_link($folder . '/' . $file) && !is_dir($folder . '/' . $file), 'file', 'The path is not a file.');
        return $folder . '/' . $file;
    }

    /** Refuse bytes that are not what the name says, or that hold PHP. */
    private function check($path, $bytes) {
        $kind = strtolower(pathinfo($path, PATHINFO_EXTENSION));
        $size = isset(self::$pictures[$kind]) && $kind !== 'webp' ? @getimagesizefromstring($bytes) : false;
        $good = $size && $size[2] === self::$pictures[$kind] && $size[0] > 0 && $size[1] > 0;
        $good = $good || ($kind === 'webp' && strncmp($bytes, 'RIFF', 4) === 0 && substr($bytes, 8, 4) === 'WEBP') || ($kind === 'pdf' && strncmp($bytes, '%PDF-', 5) === 0);
        // A short tag alone turns up by chance in compressed pixels; followed by text it does not.
        $hidden = stripos($bytes, '<?php') !== false || preg_match('/<\?(=|\s)[\x20-\x7e\s]{8}|<script[^>]{0,99}php/i', $bytes) !== 0;
        polycart_need($good && !$hidden, 'file', 'The content is not what the name of the file says.');
    }

    /** file.put: folder, path, data (base64); overwrite lets an existing file be replaced. */
    public function put($what) {
        $bytes = base64_decode(polycart_text($what, 'data'), true);
        polycart_need($bytes !== false && $bytes !== '', 'file', 'The file is empty or no base64.');
        $this->check(polycart_text($what, 'path'), $bytes);
        $target = $this->place($what, true);
        polycart_need(!file_exists($target) || !empty($what['overwrite']), 'exists', 'The file exists already.');
        polycart_need(polycart_replace($target, $bytes), 'permission', 'The file cannot be written.');
        return array('bytes' => strlen($bytes));
    }

    /** file.delete: folder, path. Smaller copies that the shop has made of it stay until its cache is emptied. */
    public function delete($what) {
        $target = $this->place($what, false);
        polycart_need(is_file($target), 'missing', 'The file does not exist.');
        $kind = strtolower(pathinfo($target, PATHINFO_EXTENSION));
        polycart_need(!(!isset(self::$pictures[$kind]) && $kind !== 'pdf'), 'file', 'The file is neither a picture nor a document.');
        polycart_need(@unlink($target), 'permission', 'The file cannot be deleted.');
        return array('deleted' => 1);
    }

}
